// brotli, zstd and libdeflate, each if meson has found it. Levels as measured on 388 pages,
// scripts and styles of 10.1 MB (bytes, and seconds on one core):
//   brotli 11      1,362,272  16.2    10  1,401,934  7.8     9  1,531,089  2.3
//   zstd 19        1,535,680   5.3    22  1,534,558  7.8    15  1,624,589  1.4
//   libdeflate 12  1,758,836   2.7    10  1,776,788  1.3    zlib 9  1,865,065  0.5
#include "owlet/compress/encoder.h"

#if OWLET_HAS_BROTLI
#include <brotli/encode.h>
#endif
#if OWLET_HAS_LIBDEFLATE
#include <libdeflate.h>
#endif
#if OWLET_HAS_ZSTD
#include <zstd.h>
#endif

#include <algorithm>
#include <bit>
#include <utility>

namespace owlet::compress {

namespace {

using http::content_coding;

#if OWLET_HAS_BROTLI
bool encode_brotli(std::span<const char> in, effort how, std::string& out) {
  constexpr int kQuick = 5;  // below that, it knows nothing of its own dictionary
  // No larger than the file, for it is memory of whoever decodes.
  const int window = std::clamp(static_cast<int>(std::bit_width(in.size())), BROTLI_MIN_WINDOW_BITS,
                                BROTLI_MAX_WINDOW_BITS);
  std::size_t size = BrotliEncoderMaxCompressedSize(in.size());
  out.resize(size);
  const bool is_made =
      BrotliEncoderCompress(how == effort::best ? BROTLI_MAX_QUALITY : kQuick, window,
                            BROTLI_MODE_GENERIC, in.size(),
                            reinterpret_cast<const std::uint8_t*>(in.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_TRUE;
  out.resize(is_made ? size : 0);
  return is_made;
}
#endif

#if OWLET_HAS_ZSTD
bool encode_zstd(ZSTD_CCtx* context, std::span<const char> in, effort how, std::string& out) {
  constexpr int kQuick = 3;
  constexpr int kBest = 19;  // its window is 8 MiB at the most, and that of higher ones is not
  out.resize(ZSTD_compressBound(in.size()));
  const std::size_t size = ZSTD_compressCCtx(context, out.data(), out.size(), in.data(), in.size(),
                                             how == effort::best ? kBest : kQuick);
  const bool is_made = ZSTD_isError(size) == 0;
  out.resize(is_made ? size : 0);
  return is_made;
}
#endif

#if OWLET_HAS_LIBDEFLATE
bool encode_gzip(libdeflate_compressor* context, std::span<const char> in, std::string& out) {
  out.resize(libdeflate_gzip_compress_bound(context, in.size()));
  out.resize(libdeflate_gzip_compress(context, in.data(), in.size(), out.data(), out.size()));
  return !out.empty();
}
#endif

}  // namespace

struct encoder::contexts {
#if OWLET_HAS_ZSTD
  ZSTD_CCtx* zstd = ZSTD_createCCtx();
#endif
#if OWLET_HAS_LIBDEFLATE
  libdeflate_compressor* quick = libdeflate_alloc_compressor(1);
  libdeflate_compressor* best = libdeflate_alloc_compressor(12);
#endif
};

encoder::encoder() : contexts_(std::make_unique<contexts>()) {}

encoder::~encoder() {
#if OWLET_HAS_ZSTD
  ZSTD_freeCCtx(contexts_->zstd);
#endif
#if OWLET_HAS_LIBDEFLATE
  libdeflate_free_compressor(contexts_->quick);
  libdeflate_free_compressor(contexts_->best);
#endif
}

bool has_encoder(content_coding coding) {
  switch (coding) {
    case content_coding::br: return OWLET_HAS_BROTLI != 0;
    case content_coding::zstd: return OWLET_HAS_ZSTD != 0;
    case content_coding::gzip: return OWLET_HAS_LIBDEFLATE != 0;
    case content_coding::identity: return false;
  }
  return false;
}

bool encoder::encode([[maybe_unused]] std::span<const char> in,
                     [[maybe_unused]] content_coding coding, [[maybe_unused]] effort how,
                     [[maybe_unused]] std::string& out) {
#if OWLET_HAS_BROTLI
  if (coding == content_coding::br) return encode_brotli(in, how, out);
#endif
#if OWLET_HAS_ZSTD
  if (coding == content_coding::zstd && contexts_->zstd != nullptr) {
    return encode_zstd(contexts_->zstd, in, how, out);
  }
#endif
#if OWLET_HAS_LIBDEFLATE
  auto* const context = how == effort::best ? contexts_->best : contexts_->quick;
  if (coding == content_coding::gzip && context != nullptr) return encode_gzip(context, in, out);
#endif
  return false;
}

}  // namespace owlet::compress
