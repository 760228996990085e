// Originals and sidecars matched by their names.
#include "owlet/compress/plan.h"

#include <algorithm>
#include <utility>

#include "owlet/compress/compressible.h"

namespace owlet::compress {

namespace {

using http::content_coding;

class planner {
public:
  planner(plan& made, const std::string& directory, std::vector<entry> entries,
          const settings& wanted)
      : made_(made), directory_(directory), entries_(std::move(entries)), wanted_(wanted) {
    std::ranges::sort(entries_, {}, &entry::name);
  }

  void run() {
    for (const entry& each : entries_) {
      if (each.kind == entry_kind::regular && is_compressible(each.name, wanted_.extensions)) {
        take_source(each);
      } else if (wanted_.cleans && each.kind == entry_kind::regular && !each.is_link) {
        take_orphan(each);
      }
    }
  }

private:
  [[nodiscard]] const entry* find(const std::string& name) const {
    const auto at = std::ranges::lower_bound(entries_, name, {}, &entry::name);
    return at != entries_.end() && at->name == name ? &*at : nullptr;
  }

  void take_source(const entry& original) {
    ++made_.files;
    source found{.path = directory_ + original.name, .size = original.size, .codings = {}};
    for (const content_coding coding : wanted_.codings) {
      const std::string name = original.name + std::string(http::suffix_of(coding));
      const entry* const sidecar = find(name);
      const bool is_file = sidecar != nullptr && sidecar->kind == entry_kind::regular;
      if (is_file && sidecar->size > 0 && sidecar->mtime == original.mtime &&
          sidecar->mode == original.mode) {
        ++made_.current;
      } else if (sidecar != nullptr && (!is_file || sidecar->is_link)) {
        made_.blocked.push_back(directory_ + name);
      } else if (original.size > 0 || sidecar != nullptr) {
        found.codings.push_back(coding);
      }
    }
    if (!found.codings.empty()) made_.sources.push_back(std::move(found));
  }

  void take_orphan(const entry& sidecar) {
    if (sidecar.name.starts_with(kTemporaryPrefix)) {
      made_.orphans.push_back(directory_ + sidecar.name);
      return;
    }
    const content_coding coding = http::coding_of_name(sidecar.name);
    if (coding == content_coding::identity) return;
    const std::string original =
        sidecar.name.substr(0, sidecar.name.size() - http::suffix_of(coding).size());
    if (find(original) != nullptr || !is_compressible(original, wanted_.extensions)) return;
    const bool is_sure = coding == content_coding::br || is_part_of_pages(original) ||
                         has_sibling(sidecar, original);
    (is_sure ? made_.orphans : made_.doubtful).push_back(directory_ + sidecar.name);
  }

  // Two of one time were made together.
  [[nodiscard]] bool has_sibling(const entry& sidecar, const std::string& original) const {
    return std::ranges::any_of(kSidecarCodings, [&](content_coding coding) {
      const entry* const other = find(original + std::string(http::suffix_of(coding)));
      return other != nullptr && other != &sidecar && other->mtime == sidecar.mtime;
    });
  }

  plan& made_;
  const std::string& directory_;
  std::vector<entry> entries_;
  const settings& wanted_;
};

}  // namespace

void plan_directory(plan& made, const std::string& directory, std::vector<entry> entries,
                    const settings& wanted) {
  planner(made, directory, std::move(entries), wanted).run();
}

}  // namespace owlet::compress
