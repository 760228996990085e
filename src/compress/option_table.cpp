// Every option of `owlet compress`, once: what it is called, what it takes, what it is for.
#include "owlet/compress/option_table.h"

namespace owlet::compress {

namespace {

constexpr option_row kTable[] = {
    {.id = option_id::format,
     .letter = 'f',
     .name = "format",
     .value = "LIST",
     .initial = "br,zst,gz",
     .help = "make these sidecars"},
    {.id = option_id::extensions,
     .letter = 'e',
     .name = "extensions",
     .value = "LIST",
     .initial = "all text types",
     .help = "compress files with these extensions, and no others"},
    {.id = option_id::jobs,
     .letter = 'j',
     .name = "jobs",
     .value = "N",
     .initial = "one for each usable CPU",
     .help = "compress so many at a time"},
    {.id = option_id::clean,
     .name = "clean",
     .help = "also remove sidecars whose original is gone"},
    {.id = option_id::dry_run,
     .letter = 'n',
     .name = "dry-run",
     .help = "only say what would be written and removed"},
    {.id = option_id::help, .letter = 'h', .name = "help", .help = "print this text and exit"},
};

}  // namespace

std::span<const option_row> option_table() { return kTable; }

}  // namespace owlet::compress
