// What the settings and the site's own rules say of the fields of an answer.
#include "owlet/site/field_rules.h"

#include "owlet/site/plan_response.h"

namespace owlet::site {

header_changes preset_fields(cross_origin cors, security_preset security) {
  header_changes fields;
  if (security == security_preset::on) {
    fields.set("X-Content-Type-Options", "nosniff");
    fields.set("X-Frame-Options", "SAMEORIGIN");
    fields.set("Referrer-Policy", "strict-origin-when-cross-origin");
    fields.set("Cross-Origin-Opener-Policy", "same-origin");
    const bool is_shared = cors == cross_origin::allowed;
    fields.set("Cross-Origin-Resource-Policy", is_shared ? "cross-origin" : "same-origin");
  }
  if (cors == cross_origin::allowed) {
    fields.set("Access-Control-Allow-Origin", "*");
    fields.set("Access-Control-Expose-Headers", "*");
  }
  return fields;
}

header_changes preflight_fields(cross_origin cors) {
  header_changes fields;
  if (cors == cross_origin::allowed) {
    fields.set("Access-Control-Allow-Methods", kAllowedMethods);
    fields.set("Access-Control-Allow-Headers", "*");
    fields.set("Access-Control-Max-Age", "86400");
  }
  return fields;
}

field_rules::field_rules(const options& how)
    : defaults_(how.fields), preflight_(preflight_fields(how.cors)) {
  defaults_.add_defaults(preset_fields(how.cors, how.security));
  // The asterisk is for all names but this one (the Fetch standard, CORS-preflight fetch).
  if (how.auth.is_on() && !preflight_.is_empty()) {
    preflight_.set("Access-Control-Allow-Headers", "Authorization");
  }
}

const header_changes* field_rules::find(const header_rules& rules, std::uint64_t version,
                                        const header_request& request) {
  if (rules.is_empty()) return for_all();
  if (version != version_ || known_.size() >= kMaxPaths) known_.clear();
  version_ = version;
  // No path has a NUL in it, and what comes behind it ends no name.
  key_.assign(request.path.path).append(request.path.ends_with_slash ? "/" : "").append(1, '\0');
  key_.append(request.file).append(1, '\0');
  if (rules.depends_on_host()) key_.append(plain_host(request.host).text());
  const auto known = known_.find(key_);
  header_changes* changes = known == known_.end() ? nullptr : &known->second;
  if (changes == nullptr) {
    changes = &known_[key_];
    rules.apply(request, *changes);
    changes->add_defaults(defaults_);
  }
  return changes->is_empty() ? nullptr : changes;
}

const header_changes* field_rules::for_navigation(const header_changes* changes) {
  combined_ = changes == nullptr ? header_changes() : *changes;
  combined_.set("Vary", "Accept, Sec-Fetch-Mode");
  return &combined_;
}

const header_changes* field_rules::for_preflight(const header_changes* changes) {
  if (preflight_.is_empty()) return changes;
  combined_ = changes == nullptr ? header_changes() : *changes;
  combined_.add_defaults(preflight_);
  return &combined_;
}

}  // namespace owlet::site
