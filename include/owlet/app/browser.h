// Opens a browser for whoever has started the server (--open).
#pragma once

#include <string>
#include <vector>

namespace owlet::app {

// What the environment says of the desktop.
struct desktop {
  std::string browser;       // BROWSER: commands between colons
  bool has_display = false;  // of X11 or Wayland
  bool is_windows = false;   // around this Linux: WSL

  [[nodiscard]] static desktop of_environment();
};

// The commands that may open a URL, as words, the best one first: those of BROWSER, in which "%s"
// stands for the URL, which else comes last; without it xdg-open, and wslview within Windows. None
// where there is no desktop that could show anything.
[[nodiscard]] std::vector<std::vector<std::string>> browser_commands(const desktop& around,
                                                                     const std::string& url);

// Runs the first of the commands that can be run, as a process that is nobody's child here, in a
// session of its own and with none of our descriptors. Waits until it runs, and no longer. False
// when none can be run.
[[nodiscard]] bool run_detached(const std::vector<std::vector<std::string>>& commands);

// All of that; says what to do where it cannot be done.
void open_browser(const std::string& url);

}  // namespace owlet::app
