// owlet-compress: what `owlet compress` runs. A program of its own, so that the server has none of
// these libraries, no thread, and starts as it does without them.
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>
#include <variant>

#include "owlet/compress/display.h"
#include "owlet/compress/options.h"
#include "owlet/compress/run.h"

namespace {

struct performer {
  int operator()(const owlet::compress::settings& wanted) const {
    return owlet::compress::run(wanted);
  }
  int operator()(const owlet::compress::text_request& request) const {
    std::fputs(request.text.c_str(), stdout);
    return owlet::compress::kSuccess;
  }
  int operator()(const owlet::compress::usage_error& error) const {
    owlet::compress::complain(error.message);
    return owlet::compress::kUsage;
  }
};

}  // namespace

int main(int argc, char** argv) {
  try {
    return std::visit(performer{}, owlet::compress::parse_options(argc, argv));
  } catch (const std::system_error& error) {
    owlet::compress::complain(std::string("compress: ") + error.what());
  } catch (const std::exception& error) {
    owlet::compress::complain(std::string("compress: ") + error.what());
  }
  return owlet::compress::kFailure;
}
