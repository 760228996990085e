// slow_fs SOURCE MOUNTPOINT MILLISECONDS: shows a directory read-only, and lets every READ of the kernel wait for so long.
// The page cache and what is known of names and attributes work as on a disk: a file that was read once is quick from then on.
// Runs in the foreground; SIGTERM, SIGINT and the end of the process that started it unmount it.
#define FUSE_USE_VERSION 312
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse3/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { kReadsAtATime = 512, kSecondsKnown = 3600 };

static int source;
static struct timespec delay;

// The path of a file beneath the source: FUSE hands out "/" and "/a/b".
static const char* beneath(const char* path) { return path[1] ? path + 1 : "."; }

static int outcome(int result) { return result < 0 ? -errno : 0; }

static void* slow_init(struct fuse_conn_info* connection, struct fuse_config* config) {
  // The kernel sends no more than these to us before we answer: no queue but the delay itself.
  connection->max_background = connection->congestion_threshold = kReadsAtATime / 2;
  config->kernel_cache = 1;
  config->attr_timeout = config->entry_timeout = kSecondsKnown;
  config->negative_timeout = 0;
  config->use_ino = 1;
  return NULL;
}

static int slow_getattr(const char* path, struct stat* out, struct fuse_file_info* file) {
  (void)file;
  return outcome(fstatat(source, beneath(path), out, AT_SYMLINK_NOFOLLOW));
}

static int slow_readdir(const char* path, void* buffer, fuse_fill_dir_t fill, off_t offset,
                        struct fuse_file_info* file, enum fuse_readdir_flags flags) {
  (void)offset, (void)file, (void)flags;
  const int opened = openat(source, beneath(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* directory = opened < 0 ? NULL : fdopendir(opened);
  if (!directory) {
    return -errno;
  }
  for (struct dirent* entry; (entry = readdir(directory));) {
    fill(buffer, entry->d_name, NULL, 0, 0);
  }
  return outcome(closedir(directory));
}

static int slow_open(const char* path, struct fuse_file_info* file) {
  if ((file->flags & O_ACCMODE) != O_RDONLY) {
    return -EROFS;
  }
  const int opened = openat(source, beneath(path), O_RDONLY | O_CLOEXEC);
  file->fh = (uint64_t)opened;
  return outcome(opened);
}

static int slow_read(const char* path, char* buffer, size_t size, off_t offset,
                     struct fuse_file_info* file) {
  (void)path;
  nanosleep(&delay, NULL);
  const ssize_t count = pread((int)file->fh, buffer, size, offset);
  return count < 0 ? -errno : (int)count;
}

static int slow_release(const char* path, struct fuse_file_info* file) {
  (void)path;
  return outcome(close((int)file->fh));
}

static const struct fuse_operations operations = {
    .init = slow_init,
    .getattr = slow_getattr,
    .readdir = slow_readdir,
    .open = slow_open,
    .read = slow_read,
    .release = slow_release,
};

int main(int count, char** arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: slow_fs SOURCE MOUNTPOINT MILLISECONDS\n");
    return 2;
  }
  const long milliseconds = atol(arguments[3]);
  delay = (struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000};
  source = open(arguments[1], O_PATH | O_DIRECTORY);
  if (source < 0) {
    perror(arguments[1]);
    return 1;
  }
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // As a disk would, it answers at once and waits for no processor; without the privilege, it waits.
  sched_setscheduler(0, SCHED_RR, &(struct sched_param){.sched_priority = 1});
  char options[64];
  snprintf(options, sizeof options, "ro,fsname=slow_fs,max_threads=%d,max_idle_threads=64", kReadsAtATime);
  char* forwarded[] = {arguments[0], arguments[2], "-f", "-o", options};
  return fuse_main(5, forwarded, &operations, NULL);
}
