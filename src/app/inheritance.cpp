// What a process has from whoever started it, besides its settings.
#include "owlet/app/inheritance.h"

#include "owlet/app/pid_file.h"

namespace owlet::app {

inheritance inheritance::take_from_environment() {
  inheritance given;
  given.before = predecessor::from_environment();
  given.pid_file = take_descriptor(kPidFileVariable);
  given.sockets = net::inherited_sockets::take_from_environment();
  given.manager = net::service_notifier::from_environment();
  return given;
}

}  // namespace owlet::app
