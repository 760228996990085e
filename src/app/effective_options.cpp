// What holds of all that the sources say.
#include "owlet/app/effective_options.h"

#include <string>

namespace owlet::app {

namespace {

// An option, and the one of a weaker source that it takes the place of.
struct displacement {
  option_id stronger;
  option_id weaker;
};
constexpr displacement kDisplacements[] = {
    {option_id::listen, option_id::port},
    {option_id::port, option_id::listen},
    {option_id::cache_entries, option_id::no_cache},
};

}  // namespace

effective_options::effective_options() {
  for (const option_row& row : option_table()) reset(row.id);
}

void effective_options::reset(option_id id) {
  const option_row& row = row_of(id);
  at(id).clear();
  if (row.kind == option_kind::toggle) at(id).push_back({.id = id, .value = "false"});
  if (!row.initial.empty()) at(id).push_back({.id = id, .value = std::string(row.initial)});
}

void effective_options::take(const std::vector<option_text>& source) {
  for (const option_text& text : source) {
    for (const displacement& each : kDisplacements) {
      if (each.stronger == text.id) reset(each.weaker);
    }
  }
  for (const option_text& text : source) at(text.id).clear();
  for (const option_text& text : source) {
    if (row_of(text.id).kind != option_kind::list) at(text.id).clear();
    at(text.id).push_back(text);
  }
}

std::span<const option_text> effective_options::texts(option_id id) const {
  return texts_[static_cast<std::size_t>(id)];
}

const option_text* effective_options::text(option_id id) const {
  const auto all = texts(id);
  return all.empty() ? nullptr : &all.back();
}

bool effective_options::is_said(option_id id) const {
  const auto* const last = text(id);
  return last != nullptr && last->source != option_source::initial;
}

}  // namespace owlet::app
