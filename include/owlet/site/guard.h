// --auth: what of a site is for those only who have a password.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/http/request.h"
#include "owlet/http/target_path.h"
#include "owlet/site/gate.h"
#include "owlet/site/guarded_paths.h"
#include "owlet/site/options.h"
#include "owlet/site/password_file.h"
#include "owlet/site/resolver.h"

namespace owlet::site {

// Joins the paths, the file of passwords and the gate. What the gate knows outlives other settings.
class guard {
public:
  // Reads the file. Throws std::system_error as password_file does.
  explicit guard(const options& how);

  // Takes over other settings. Throws the same, and changes nothing then.
  void reopen(const options& how);
  // Looks whether the file has changed, when a second has passed since the last look.
  void refresh(const base::moment& now);

  // Of a target that has been parsed. A malformed one gets its 400, whatever it is about; a name
  // that no file can have is as good as the root.
  [[nodiscard]] protection of_request(const http::request& request, http::target_kind kind,
                                      const http::target_path& target) const;
  // Whether scripts of other origins may be let in, and this is how their browsers ask beforehand:
  // without any credentials (the Fetch standard), so that nobody is asked for some.
  [[nodiscard]] bool is_preflight(const http::request& request) const;
  // Whether what answers is guarded, though what was asked for is not. Who exempts the URL of an
  // index means the index.
  [[nodiscard]] bool hides(const destination& reached, protection asked);

  // The value of WWW-Authenticate.
  [[nodiscard]] const std::string& challenge() const { return challenge_; }
  [[nodiscard]] gate& door() { return gate_; }
  [[nodiscard]] std::string_view user() const { return gate_.user(); }

private:
  guarded_paths paths_;
  gate gate_;
  std::optional<password_file> file_;
  std::string challenge_;
  std::string prefix_;
  bool is_shared_ = false;  // with other origins
  std::string path_;        // of what answers, as it would be asked for
};

}  // namespace owlet::site
