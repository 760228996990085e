// owlet: a static HTTP/1.1 file server.
#include <cstdio>
#include <exception>
#include <system_error>

#include "owlet/app/run.h"

int main(int argc, char** argv) {
  try {
    return owlet::app::run(argc, argv);
  } catch (const std::system_error& error) {
    std::fprintf(stderr, "owlet: %s\n", owlet::app::explain(error).c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "owlet: %s\n", error.what());
  }
  return owlet::app::kFailure;
}
