// A request to the admin listener -> its response.
#include "owlet/server/admin_response.h"

#include <algorithm>
#include <string_view>

#include "owlet/http/http_date.h"
#include "owlet/http/response_head.h"
#include "owlet/server/metrics_text.h"
#include "owlet/server/status_page.h"

namespace owlet::server {

namespace {

constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
constexpr std::string_view kHtml = "text/html; charset=utf-8";

struct content {
  http::status status = http::status::ok;
  std::string_view type = kPlainText;
  std::string text = {};
};

// One word or sentence for a probe: fine without a complaint.
content verdict_content(std::string_view fine, std::string_view complaint) {
  if (complaint.empty()) return {.text = std::string(fine) + '\n'};
  return {.status = http::status::service_unavailable, .text = std::string(complaint) + '\n'};
}

content error_content(http::status why) {
  content page{.status = why, .type = kHtml};
  http::append_error_page(page.text, why);
  return page;
}

// The path of an origin-form or absolute-form target (RFC 9112 section 3.2); nothing for others.
std::string_view path_of(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (target.starts_with(kScheme)) {
    target.remove_prefix(kScheme.size());
    target.remove_prefix(std::min(target.find('/'), target.size()));
    if (target.empty()) return "/";
  }
  return target.substr(0, target.find('?'));
}

content content_of(std::string_view path, const status_view& view) {
  if (path == "/healthz") return verdict_content("ok", illness(view));
  if (path == "/readyz") return verdict_content("ready", unreadiness(view));
  if (path == "/metrics") {
    content metrics{.type = kMetricsType};
    append_metrics(metrics.text, view);
    return metrics;
  }
  if (path == "/") {
    content page{.type = kHtml};
    append_status_page(page.text, view);
    return page;
  }
  return error_content(http::status::not_found);
}

content answer_to(const http::request& request, const status_view& view) {
  const bool is_read = request.method == http::method::get || request.method == http::method::head;
  if (!is_read) return error_content(http::status::method_not_allowed);
  return content_of(path_of(request.target), view);
}

// Nothing here is to be kept, framed or taken for anything else than it is.
void append(std::string& out, const content& given, http::method method,
            std::string_view connection, const status_view& view) {
  http::response_head head(out, given.status);
  head.field("Server", "owlet")
      .field("Date", http::format_http_date(view.now.unix_seconds).view())
      .field("Content-Type", given.type)
      .field("Content-Length", given.text.size())
      .field("Cache-Control", "no-store")
      .field("Content-Security-Policy", kStatusPagePolicy)
      .field("X-Content-Type-Options", "nosniff");
  if (given.status == http::status::method_not_allowed) head.field("Allow", "GET, HEAD");
  head.field("Connection", connection).end();
  if (method != http::method::head) out += given.text;
}

}  // namespace

void append_admin_response(std::string& out, const http::request& request,
                           const status_view& view) {
  append(out, answer_to(request, view), request.method, request.keep_alive ? "keep-alive" : "close",
         view);
}

void append_admin_refusal(std::string& out, http::status why, const http::request& request,
                          const status_view& view) {
  append(out, error_content(why), request.method, "close", view);
}

}  // namespace owlet::server
