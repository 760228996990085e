// Weights: how much a client prefers what it names.
#include "owlet/http/weight.h"

#include <algorithm>
#include <cstddef>

#include "owlet/http/syntax.h"

namespace owlet::http {

std::optional<int> parse_qvalue(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int value = text[0] == '1' ? kFullWeight : 0;
  int unit = kFullWeight / 10;
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    if (text[0] == '1' && text[i] != '0') return std::nullopt;
    value += unit * (text[i] - '0');
    unit /= 10;
  }
  return value;
}

weighted_element parse_weighted(std::string_view element, other_parameters others) {
  std::size_t at = std::min(element.find(';'), element.size());
  weighted_element read{trim(element.substr(0, at)), kFullWeight};
  while (at < element.size()) {
    const std::size_t end = std::min(element.find(';', at + 1), element.size());
    const std::string_view parameter = element.substr(at + 1, end - at - 1);
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    if (equals_ignoring_case(trim(parameter.substr(0, equals)), "q")) {
      read.weight = equals == parameter.size() ? std::nullopt
                                               : parse_qvalue(trim(parameter.substr(equals + 1)));
      return end == element.size() || others == other_parameters::allowed
                 ? read
                 : weighted_element{read.name, std::nullopt};
    }
    if (others == other_parameters::refused) return {read.name, std::nullopt};
    at = end;
  }
  return read;
}

}  // namespace owlet::http
