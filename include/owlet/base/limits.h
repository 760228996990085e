// Every bound that a client can push against, in one place.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace owlet::base {

// -- What a request may be -------------------------------------------------------------------
inline constexpr std::size_t kMaxRequestLineBytes = 8 * 1024;  // 414, RFC 9112 section 3
inline constexpr std::size_t kMaxHeadBytes = 32 * 1024;  // 431, RFC 6585 section 5; so for trailers
inline constexpr std::size_t kMaxFields = 100;           // 431; trailers count too
inline constexpr std::uint64_t kMaxBodyBytes = 1024 * 1024;        // 413; read and discarded
inline constexpr std::size_t kMaxChunkExtensionBytes = 16 * 1024;  // 413, of a whole message
// The content with everything that chunked framing puts around it: 413. Enough for chunks of a
// byte.
inline constexpr std::uint64_t kMaxFramedBodyBytes = 8 * kMaxBodyBytes;

// -- What a rule of the site may make of a request -------------------------------------------
// A Location, or the target of a rewrite: a rule that would make a longer one does not apply.
inline constexpr std::size_t kMaxRuleLocationBytes = 16 * 1024;
// All values of one response's fields that have something of the request in them; what is beyond
// is left out.
inline constexpr std::size_t kMaxCapturedValueBytes = 16 * 1024;

// -- What passwords may cost ----------------------------------------------------------------------
// What is longer is wrong, without a look.
inline constexpr std::size_t kMaxUserBytes = 255;
inline constexpr std::size_t kMaxPasswordBytes = 511;
// Guesses of one client, by its address: in a row, and then one per interval. 429 beyond.
inline constexpr int kGuessBurst = 10;
inline constexpr std::chrono::seconds kGuessInterval{1};
// Checks that wait, of all clients. 503 beyond.
inline constexpr std::size_t kMaxPasswordChecks = 64;
// What a request waits for its check: 503 then.
inline constexpr std::chrono::seconds kMaxPasswordTime{10};
// How long a pair of a name and a password is known to be right, or wrong.
inline constexpr std::chrono::minutes kRightPasswordTime{5};
inline constexpr std::chrono::seconds kWrongPasswordTime{5};
// Pairs that are known, and addresses that are counted; whoever is one too many takes another's
// place.
inline constexpr std::size_t kRightPasswords = 1024;
inline constexpr std::size_t kWrongPasswords = 512;
inline constexpr std::size_t kGuessers = 4096;

// -- What a proxy may say ahead of the first request ------------------------------------------
// Of version 1 of the PROXY protocol, section 2.1 of its specification.
inline constexpr std::size_t kMaxProxyLineBytes = 107;
// Of version 2, which can carry the client's certificate; nginx takes as much.
inline constexpr std::size_t kMaxProxyHeaderBytes = 4096;

// -- What one turn of a connection may take --------------------------------------------------
inline constexpr std::size_t kReceiveBufferBytes = 16 * 1024;
static_assert(kReceiveBufferBytes <= kMaxHeadBytes, "a parser takes one buffer at a time");
// How long a turn of the loop is to last while connections have more to do, what they share that
// can send in it, and the least that each gets.
inline constexpr std::chrono::microseconds kTurnTime{1000};
inline constexpr std::uint64_t kMaxTurnBudgetBytes = 8 * 1024 * 1024;
inline constexpr std::uint64_t kMinTurnBudgetBytes = 1024 * 1024;
inline constexpr std::uint64_t kMinSendBudgetBytes = 128 * 1024;
// Answers queued before parsing waits for the socket to take them.
inline constexpr std::size_t kQueueMarkBytes = 64 * 1024;

// A body of up to this size rides with its head in one send; a larger one goes by sendfile.
inline constexpr std::uint64_t kSmallBodyBytes = 8 * 1024;
// The text of a fixed answer: what is longer is a file.
inline constexpr std::size_t kMaxFixedAnswerBytes = kSmallBodyBytes;

// The highest --hash-limit: a file of that size is read and hashed in one go.
inline constexpr std::uint64_t kMaxHashedBytes = 16 * 1024 * 1024;

// -- What a listing may take --------------------------------------------------------------------
// Entries of a directory; of one that has more, so many are listed.
inline constexpr std::size_t kMaxListedEntries = 100'000;
// A directory of up to so many is listed in one go, with the length of the listing ahead of it.
inline constexpr std::size_t kSmallListingEntries = 256;
// What all listings share that are under way: one that would begin beyond it waits, in the end for
// 503. While one reads, a share is kept for it, of what 100,000 names of usual length take; one
// that needs more has that only as long as there is some.
inline constexpr std::size_t kMaxListingBytes = 40 * 1024 * 1024;
inline constexpr std::size_t kListingShareBytes = 10 * 1024 * 1024;
// So many look in one turn whether there is room; to the others 503 is said at once.
inline constexpr std::size_t kMaxWaitingListings = 64;
// Of one turn of the loop, for all listings together: what begins, so that a small one is not held
// up by large ones, and what goes on.
inline constexpr std::chrono::microseconds kListingOpenTime{500};
inline constexpr std::chrono::microseconds kListingTime{1000};

// -- What a line of the log may hold, escapes counted -------------------------------------------
// What is longer is cut. A line then fits into PIPE_BUF, with all that may stand in it, and is in a
// pipe as a whole or not at all.
inline constexpr std::size_t kMaxLogLineBytes = 4096;
inline constexpr std::size_t kMaxLoggedRequestBytes = 1920;  // of the request line
inline constexpr std::size_t kMaxLoggedRefererBytes = 768;
inline constexpr std::size_t kMaxLoggedAgentBytes = 576;
inline constexpr std::size_t kMaxLoggedUserBytes = 64;
inline constexpr std::size_t kMaxLoggedNameBytes = 160;  // of each: host, client, peer

// -- How a disk is waited for -----------------------------------------------------------------
// What is asked for ahead of a transfer.
inline constexpr std::uint64_t kReadAheadBytes = 512 * 1024;
// What is looked for in memory at once. A file that is found as a whole is not looked for again
// while it is open.
inline constexpr std::uint64_t kLookBytes = 16 * 1024 * 1024;
inline constexpr std::chrono::milliseconds kDiskLookInterval{2};
// After this time without a byte, the disk is waited for by everybody.
inline constexpr std::chrono::seconds kMaxDiskTime{10};

// -- What a connection that is being closed may take -----------------------------------------
inline constexpr std::chrono::seconds kLingerTime{2};
inline constexpr std::uint64_t kLingerBytes = 1024 * 1024;

// When the server is told to stop, a client who was served less than this ago may still send one
// more request: he cannot know, and it may be under way already.
inline constexpr std::chrono::seconds kIdleGrace{1};
// The same where another process serves already, so that there is no hurry, and a client who is
// slow to ask again is not to notice.
inline constexpr std::chrono::seconds kIdleGraceAfterUpgrade{5};

// -- What the process may hold ---------------------------------------------------------------
// Descriptors that connections leave free, for the files that they ask for.
inline constexpr std::size_t kFileDescriptorReserve = 16;
inline constexpr int kListenBacklog = 4096;  // the kernel lowers it to net.core.somaxconn
inline constexpr int kAcceptBudget = 256;    // connections accepted before the others get a turn

// -- What the admin listener does for its clients ----------------------------------------------
inline constexpr std::size_t kMaxAdminClients = 64;
// With so many, the one who was answered longest ago makes room for another after this time.
inline constexpr std::chrono::seconds kMinAdminTime{1};
inline constexpr std::size_t kAdminReceiveBytes = 4096;  // at a time, and until it is parsed
// For a request and its response to the last byte, and for the next request to come.
inline constexpr std::chrono::seconds kAdminTime{10};
// Pieces of work, each a few system calls: in a row, and then one per interval. So much at the most
// is taken from those who are served.
inline constexpr int kAdminBurst = 32;
inline constexpr std::chrono::microseconds kAdminInterval{500};

}  // namespace owlet::base
