// --auth: what of a site is for those only who have a password.
#pragma once

#include <cstdint>
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

// Whether passwords are checked, or one is as good as another: for who only wants to know what a
// right one would lead to.
enum class password_use : bool { checked, believed };

// Who asks.
struct guest {
  client_key client = {};
  password_use passwords = password_use::checked;
};

// Joins the paths, the file of passwords and the gate. What the gate knows outlives other settings.
// Judges one request at a time.
class guard {
public:
  // Reads the file. Throws std::system_error as password_file does.
  explicit guard(const options& how);

  // Takes over other settings. Throws the same, and changes nothing then.
  void reopen(const options& how);
  // Looks whether the file has changed, when a second has passed since the last look.
  void refresh(const base::moment& now);

  // Begins with a request whose target has been parsed: whether what it asks for may be had. A
  // malformed one gets its 400, whatever it is about; a name that no file can have is as good as
  // the root.
  [[nodiscard, gnu::noinline]] bool may_ask(const http::request& request, http::target_kind kind,
                                            const http::target_path& target, const guest& who,
                                            base::time_point now);
  // Goes on with it: whether what the request leads to may be had.
  [[nodiscard, gnu::noinline]] bool may_have(const destination& reached,
                                             const http::request& request, const guest& who,
                                             base::time_point now);
  // There is none at hand any more.
  void forget_request() {
    is_guarded_ = false;
    awaited_ = 0;
  }
  // Of the request at hand: whether it is about what is guarded, why it is not let in, and which
  // check it waits for; 0 for none.
  [[nodiscard]] bool is_guarded() const { return is_guarded_; }
  [[nodiscard]] entry outcome() const { return entry_; }
  [[nodiscard]] std::uint64_t awaited() const { return awaited_; }

  // Whether scripts of other origins may be let in, and this is how their browsers ask beforehand:
  // without any credentials (the Fetch standard), so that nobody is asked for some.
  [[nodiscard]] bool is_preflight(const http::request& request) const;
  // The value of WWW-Authenticate.
  [[nodiscard]] const std::string& challenge() const { return challenge_; }
  [[nodiscard]] gate& door() { return gate_; }
  [[nodiscard]] std::string_view user() const { return gate_.user(); }

private:
  [[nodiscard]] ruling of_request(const http::request& request, http::target_kind kind,
                                  const http::target_path& target) const;
  [[nodiscard]] bool hides(const destination& reached);
  [[nodiscard]] bool is_let_in(const http::request& request, const guest& who,
                               base::time_point now);

  guarded_paths paths_;
  gate gate_;
  std::optional<password_file> file_;
  std::string challenge_;
  std::string prefix_;
  bool is_shared_ = false;  // with other origins
  std::string path_;        // of what answers, as it would be asked for
  ruling asked_;            // of the request at hand, and so on
  entry entry_ = entry::allowed;
  bool is_guarded_ = false;
  std::uint64_t awaited_ = 0;
};

}  // namespace owlet::site
