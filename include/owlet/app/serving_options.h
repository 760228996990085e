// The rows of the option table that say what is served, and as what.
#pragma once

#include "owlet/app/option_table.h"

namespace owlet::app {

inline constexpr option_row kServingOptions[] = {
    {.id = option_id::root,
     .group = option_group::serving,
     .letter = 'r',
     .name = "root",
     .value = "DIR",
     .initial = ".",
     .help = "the directory to serve"},
    {.id = option_id::timeout,
     .group = option_group::serving,
     .letter = 't',
     .name = "timeout",
     .value = "SECONDS",
     .initial = "30",
     .help = "bounds each phase of a connection"},
    {.id = option_id::hash_limit,
     .group = option_group::serving,
     .name = "hash-limit",
     .value = "SIZE",
     .initial = "64K",
     .help = "files up to this size get their entity tag from their content, larger ones from time "
             "and size"},
    {.id = option_id::cache_entries,
     .group = option_group::serving,
     .name = "cache-entries",
     .value = "N",
     .initial = "4096",
     .help = "remember this many names"},
    {.id = option_id::cache_size,
     .group = option_group::serving,
     .name = "cache-size",
     .value = "SIZE",
     .initial = "16M",
     .help = "remember this much of heads and small files"},
    {.id = option_id::no_cache,
     .group = option_group::serving,
     .kind = option_kind::toggle,
     .name = "no-cache",
     .help = "remember nothing"},
    {.id = option_id::cache_control,
     .group = option_group::serving,
     .name = "cache-control",
     .value = "TEXT",
     .help = "send all files with this Cache-Control, or with none when it is empty; without this "
             "option it is no-cache, and immutable for a year where the name carries a hash"},
    {.id = option_id::dotfiles,
     .group = option_group::serving,
     .kind = option_kind::toggle,
     .name = "dotfiles",
     .help = "serve names that begin with a dot too; without it only /.well-known/ is"},
};

}  // namespace owlet::app
