// Which media type a file is served as, told by the extension of its name alone.
#pragma once

#include <string_view>

namespace owlet::http {

// What is said of a file whose name tells no type.
inline constexpr std::string_view kUnknownMediaType = "application/octet-stream";

// The Content-Type (RFC 9110 section 8.3) for a file name or a path that ends in one; a view of
// static storage, without a charset parameter. The extension is what follows the last dot of the
// last component, in any case. A name without one, a dotfile such as ".html", and an extension
// that is not in the table give kUnknownMediaType. The table is made when owlet is built, from
// mime-db (IANA's registrations, and what Apache and nginx add) and src/http/media_type_overrides.
// Logarithmic in the size of the table.
[[nodiscard]] std::string_view media_type_of(std::string_view file_name);

// The part of the path that media_type_of goes by; empty when there is none.
[[nodiscard]] std::string_view extension_of(std::string_view path);

// Whether it is in the table, in any case. Some are there as application/octet-stream: "bin".
[[nodiscard]] bool is_known_extension(std::string_view extension);

// Whether "; charset=..." belongs behind the type: text/*, XML and JavaScript have that parameter.
// JSON and what is built on it have none (RFC 8259 section 11: always UTF-8), nor have YAML, TOML
// and WebAssembly. A type that has parameters already takes no more.
[[nodiscard]] bool takes_charset(std::string_view media_type);

// Whether a content coding may well make it smaller: not what is compressed by its own format, as
// pictures, films, sound, archives, office documents and web fonts are. The type is without
// parameters.
[[nodiscard]] bool is_compressible(std::string_view media_type);

}  // namespace owlet::http
