// A `_redirects` file: parsed, indexed and searched.
#include "owlet/site/redirect_rules.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "owlet/site/rule_lines.h"

namespace owlet::site {
namespace {

std::string_view port_of(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  return colon == authority.npos ? std::string_view() : authority.substr(colon + 1);
}

// Whether a Location with a host is on the one that was asked.
bool is_same_site(const redirect_rule& rule, const redirect_request& request,
                  std::string_view authority) {
  const plain_host wanted(authority);
  if (wanted.text().empty() || wanted.text() != plain_host(request.host).text()) return false;
  const std::string_view port = port_of(authority);
  if (!port.empty() && port != port_of(request.host)) return false;
  return request.scheme == url_scheme::unknown || request.scheme == rule.target.scheme();
}

// Whether the target of a rule is what was asked for.
bool leads_back(const redirect_rule& rule, const redirect_request& request,
                const http::target_path& target) {
  if (rule.action == redirect_action::page) return false;
  if (target.path != request.path.path) return false;
  if (target.ends_with_slash != request.path.ends_with_slash) return false;
  if (rule.action == redirect_action::rewrite) return true;
  // A query that was passed on is the same, and one that was used up is not.
  if (rule.target.has_query() && target.query != request.query) return false;
  if (!rule.target.has_query() && !rule.conditions.empty()) return false;
  return target.authority.empty() || is_same_site(rule, request, target.authority);
}

bool has_scheme(const redirect_rule& rule, url_scheme asked) {
  const url_scheme wanted = rule.source.scheme();
  return wanted == url_scheme::unknown || asked == url_scheme::unknown || wanted == asked;
}

// Brings what a rule has made of a request into its normal form. What no file can be named may
// still be the path of a Location, but leads back to nothing.
bool parse_location(redirect_action action, redirect_match& match) {
  const std::string_view location = match.location;
  const std::string_view without_fragment = location.substr(0, location.find('#'));
  const http::target_kind kind = http::parse_target(without_fragment, match.target);
  const bool is_nameless = kind == http::target_kind::unnameable;
  return kind == http::target_kind::path || (is_nameless && action == redirect_action::redirect);
}

}  // namespace

redirect_request redirect_request_of(const http::request& request,
                                     const http::target_path& target) {
  const bool has_authority = !target.authority.empty();
  return {.path = {target.path, target.ends_with_slash},
          .query = target.query,
          .host = has_authority ? target.authority : request[http::field::host]};
}

// What one lookup knows.
struct redirect_rules::search {
  const redirect_request& request;
  plain_host host;
  captures found;
};

// The order in which rules are tried: that of the file, but a rule that asks for parameters goes
// ahead of one for the same source that asks for none and would leave nothing to it.
class redirect_rules::ranking {
public:
  // Takes the next rule of the file.
  void add(std::string_view line, const redirect_rule& rule) {
    const std::string source(line.substr(0, line.find_first_of(" \t")));
    const auto plain = plain_.find(source);
    if (rule.conditions.empty()) {
      plain_.try_emplace(source, ranks_.size());
    } else if (plain != plain_.end()) {
      ranks_.push_back(2 * plain->second);
      has_moves_ = true;
      return;
    }
    ranks_.push_back(2 * ranks_.size() + 1);
  }

  void sort(std::vector<redirect_rule>& rules) const {
    if (!has_moves_) return;
    std::vector<std::size_t> order(rules.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ranks_[i]; });
    std::vector<redirect_rule> sorted;
    sorted.reserve(rules.size());
    for (const std::size_t i : order) sorted.push_back(std::move(rules[i]));
    rules = std::move(sorted);
  }

private:
  std::unordered_map<std::string, std::size_t> plain_;  // source: the first rule without parameters
  std::vector<std::size_t> ranks_;
  bool has_moves_ = false;
};

redirect_rules redirect_rules::parse(std::string_view text, rule_problems& problems) {
  redirect_rules parsed;
  ranking ranks;
  rule_line_reader lines(text, problems);
  std::size_t dynamic_count = 0;
  while (const auto line = lines.next()) {
    redirect_rule rule;
    if (const auto wrong = compile_redirect(line->text, rule)) {
      problems.add(line->number, line->column, *wrong);
      continue;
    }
    if (!rule.source.path().is_static()) ++dynamic_count;
    if (parsed.rules_.size() == kMaxRedirectRules || dynamic_count > kMaxDynamicRedirectRules) {
      problems.add(line->number, line->column,
                   {0, std::string(line->text),
                    "a file may have 10000 rules, 1000 of them with captures: use fewer"});
      break;
    }
    rule.line = line->number;
    ranks.add(line->text, rule);
    parsed.has_hosts_ = parsed.has_hosts_ || rule.source.has_host();
    parsed.rules_.push_back(std::move(rule));
  }
  if (!problems.is_empty()) return {};
  ranks.sort(parsed.rules_);
  parsed.build_index();
  return parsed;
}

// Buckets are filled from behind, so that each is in the order of the file.
void redirect_rules::build_index() {
  if (rules_.empty()) return;
  buckets_.assign(std::bit_ceil(rules_.size() * 2), kNone);
  next_.assign(rules_.size(), kNone);
  for (std::size_t i = rules_.size(); i-- > 0;) {
    const path_pattern& path = rules_[i].source.path();
    const auto index = static_cast<std::uint32_t>(i);
    if (!path.is_static()) {
      dynamic_.push_back({prefix_filter(path.literal()), index});
      continue;
    }
    std::uint32_t& bucket = buckets_[bucket_of(path.literal())];
    next_[i] = std::exchange(bucket, index);
  }
  std::reverse(dynamic_.begin(), dynamic_.end());
}

std::uint32_t redirect_rules::bucket_of(std::string_view path) const {
  return static_cast<std::uint32_t>(std::hash<std::string_view>()(path) & (buckets_.size() - 1));
}

bool redirect_rules::find(const redirect_request& request, redirect_match& out) const {
  if (rules_.empty()) return false;
  search how{request, has_hosts_ ? plain_host(request.host) : plain_host(), {}};
  const std::uint64_t head = head_of(request.path.path);
  std::uint32_t fixed = buckets_[bucket_of(request.path.path)];
  for (const auto& [filter, index] : dynamic_) {
    if (!filter.may_begin(head)) continue;
    for (; fixed < index; fixed = next_[fixed]) {
      if (apply(rules_[fixed], how, out)) return true;
    }
    if (apply(rules_[index], how, out)) return true;
  }
  for (; fixed != kNone; fixed = next_[fixed]) {
    if (apply(rules_[fixed], how, out)) return true;
  }
  return false;
}

bool redirect_rules::apply(const redirect_rule& rule, search& how, redirect_match& out) {
  const redirect_request& request = how.request;
  if (!rule.source.path().match(request.path, how.found)) return false;
  if (!rule.source.match_host(how.host, how.found)) return false;
  if (!has_scheme(rule, request.scheme)) return false;
  const bool asks = !rule.conditions.empty();
  if (asks && !match_query(rule.conditions, request.query, how.found)) return false;
  const bool passes_query = !asks && rule.action == redirect_action::redirect;
  const std::string_view query = passes_query ? request.query : std::string_view();
  if (!rule.target.expand(how.found, query, out.location) || !parse_location(rule.action, out))
    return false;
  if (leads_back(rule, request, out.target)) return false;
  if (rule.action != redirect_action::redirect) out.target.query = {};
  out.action = rule.action;
  out.status = rule.status;
  out.is_forced = rule.is_forced;
  out.line = rule.line;
  return true;
}

}  // namespace owlet::site
