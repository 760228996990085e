# What the scripts need, for scripts/setup; the checks are there.
# shellcheck shell=bash disable=SC2034
# Debian package | check | reason | Fedora package | Alpine package
needs_serve='
g++|has_compiler|compiles owlet (C++20)|gcc-c++|g++
meson|has_meson|configures the build (1.0 or newer)|meson|meson
ninja-build|has_ninja|runs the build|ninja-build|samurai
pkg-config|have pkg-config|finds the libraries|pkgconf-pkg-config|pkgconf
libcxxopts-dev|has_header cxxopts.hpp|parses the command line|cxxopts-devel|cxxopts-dev
libxxhash-dev|has_header xxhash.h|hashes small files for their entity tags|xxhash-devel|xxhash-dev
libcrypt-dev|has_header crypt.h|compares passwords (owlet --auth)|libxcrypt-devel|libxcrypt-dev
libbrotli-dev|has_header brotli/encode.h|makes .br (owlet compress)|brotli-devel|brotli-dev
libzstd-dev|has_header zstd.h|makes .zst (owlet compress)|libzstd-devel|zstd-dev
libdeflate-dev|has_header libdeflate.h|makes .gz (owlet compress)|libdeflate-devel|libdeflate-dev'
needs_test='
brotli|have brotli|reads what owlet compress makes|brotli|brotli
zstd|have zstd|reads what owlet compress makes|zstd|zstd
doctest-dev|has_header doctest/doctest.h|runs the unit tests|doctest-devel|doctest-dev
python3|have python3|runs the regression harness and the style checks|python3|python3
clang-format|have clang-format|checks the formatting|clang-tools-extra|clang-extra-tools
g++|has_static|links the one file of a container image (libc, libstdc++, libcrypt)|glibc-static libstdc++-static libxcrypt-static|libxcrypt-dev
g++|has_sanitizers|finds memory errors in the tests (libasan, libubsan)|libasan libubsan|compiler-rt
curl|have curl|asks owlet as its users do|curl|curl
wget|have wget|asks owlet as its users do|wget|wget
nginx|have_server nginx|stands in front of owlet as a reverse proxy|nginx|nginx
haproxy|have_server haproxy|stands in front of owlet as a reverse proxy|haproxy|haproxy
strace|have strace|counts the system calls of a request|strace|strace
valgrind|have valgrind|counts the instructions of a request|valgrind|valgrind
wrk|have wrk|loads owlet in a container|wrk|wrk
mandoc|have mandoc|checks the manual|mandoc|mandoc
zsh|have zsh|completes the options of owlet|zsh|zsh
fish|have fish|completes the options of owlet|fish|fish
systemd|have systemd-analyze|checks the units|systemd|systemd'
needs_deb='
build-essential|has_build_essential|is taken for granted by builds of packages|make automake gcc|build-base
debhelper|have dh|builds the package|debhelper|debhelper
dpkg-dev|have dpkg-buildpackage|builds the package|dpkg-dev|dpkg-dev'
needs_packaging='
lintian|have lintian|checks the package|lintian|lintian
debootstrap|have debootstrap|lays out a machine to install it on|debootstrap|debootstrap
systemd-container|have systemd-nspawn|boots it|systemd-container|systemd'
needs_arm64='
g++-aarch64-linux-gnu|have aarch64-linux-gnu-g++|compiles for 64-bit ARM|gcc-c++-aarch64-linux-gnu|g++-aarch64-none-elf
qemu-user|have qemu-aarch64|runs what was compiled for it|qemu-user|qemu-aarch64'
needs_release=$needs_arm64$needs_deb'
skopeo|have skopeo|reads the image as others do|skopeo|skopeo
umoci|have umoci|reads the image as others do|umoci|umoci'
needs_conformance='
python3|have python3|runs the regression harness|python3|python3
nginx|have_server nginx|is compared with owlet|nginx|nginx
lighttpd|have_server lighttpd|is compared with owlet|lighttpd|lighttpd
perl|have perl|tells lighttpd the media types|perl|perl
caddy|have_server caddy|is compared with owlet|caddy|caddy'
needs_clients='
python3|have python3|starts owlet and judges|python3|python3
nodejs|have node|runs undici and drives the browser|nodejs|nodejs
npm|have npm|fetches undici and playwright-core|nodejs-npm|npm
chromium|have chromium|is the browser|chromium|chromium'
needs_fuzz='
clang|have clang++|compiles the fuzz targets|clang|clang
libclang-rt-dev|has_fuzzer|makes their inputs (libFuzzer) and finds memory errors|compiler-rt|compiler-rt'
needs_sites='
wrk|have wrk|loads owlet while sites are deployed|wrk|wrk'
# What a distribution lacks of these is left out.
needs_bench='
python3|have python3|runs the comparison|python3|python3
nginx|have_server nginx|is compared with owlet|nginx|nginx
lighttpd|have_server lighttpd|is compared with owlet|lighttpd|lighttpd
h2o|have_server h2o|is compared with owlet|h2o|h2o
caddy|have_server caddy|is compared with owlet|caddy|caddy
wrk|have wrk|is the client|wrk|wrk
apache2-utils|have ab|is the client ab|httpd-tools|apache2-utils
nodejs|have node|runs the client autocannon|nodejs|nodejs
npm|have npm|fetches autocannon|nodejs-npm|npm
fuse3|have fusermount3|makes a slow disk|fuse3|fuse3
libfuse3-dev|has_fuse|makes a slow disk|fuse3-devel|fuse3-dev'
