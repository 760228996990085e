// A fixed answer that is ready to be sent.
#include "owlet/site/ready_answer.h"

#include <string_view>

#include "owlet/base/limits.h"
#include "owlet/base/utf8.h"
#include "owlet/http/media_type.h"

namespace owlet::site {

namespace {

static_assert(base::kMaxFixedAnswerBytes <= base::kSmallBodyBytes, "all of them are in memory");

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const base::utf8_step step = base::read_utf8(text);
    if (!step.is_well_formed) return false;
    text.remove_prefix(step.size);
  }
  return true;
}

// Of a file, only whoever wrote it knows the character set; this text can be looked at.
std::string content_type_of(const fixed_answer& given, std::string_view charset) {
  if (charset.empty() && is_utf8(given.text)) charset = "utf-8";
  std::string type = given.type;
  if (!charset.empty() && http::takes_charset(type)) type.append("; charset=").append(charset);
  return type;
}

}  // namespace

std::vector<ready_answer> make_ready(const std::vector<std::string>& texts,
                                     const presentation& settings) {
  const std::string cache_control = settings.cache_control.value_or("no-cache");
  std::vector<ready_answer> ready(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    fixed_answer given;
    capture_names names;
    ready_answer& made = ready[i];
    // That they mean something was seen when the settings were read.
    static_cast<void>(parse_fixed_answer(texts[i], given));
    static_cast<void>(path_pattern::compile(given.path, pattern_kind::path, names, made.pattern));
    made.path = given.path;
    made.is_for_all = given.path == "*" || given.path == "/*";
    made.status = given.status;
    made.methods = given.methods;
    made.content =
        representation_of_text(given.text, content_type_of(given, settings.charset), cache_control);
  }
  return ready;
}

}  // namespace owlet::site
