/* A preload library that makes system calls fail, wait or record, as a shared control file says.
 *
 * CHAOS_CONTROL names the file. Every process maps it, so a fault begins and ends everywhere at once. `faults.py` writes
 * the file and must be kept in step with `struct control`. A fault applies to files under a path prefix; calls that no
 * rule concerns cost one comparison.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, READ = 2, WRITE = 4, SYNC = 8, TRUNCATE = 16, FLOCK = 32, FCNTL = 64, MMAP = 128, ACCEPT = 256 };
enum { RECORD_WRITE = 1, RECORD_TRUNCATE = 2, RECORD_SYNC_BEGIN = 3, RECORD_SYNC_END = 4 };

#define PATH_BYTES 256
#define RULES 8

struct rule {
    uint32_t operations; /* 0: the rule is off */
    int32_t error;       /* 0: the call is only delayed */
    uint32_t delay_us;
    uint32_t per_mille; /* share of the calls that are concerned */
    char prefix[PATH_BYTES];
};

struct control {
    int64_t clock_offset_ns;
    uint32_t recording;
    uint32_t unused;
    char record_prefix[PATH_BYTES];
    char record_path[PATH_BYTES];
    struct rule rules[RULES];
};

struct record {
    uint32_t kind;
    uint32_t path_bytes;
    uint64_t offset;
    uint64_t data_bytes;
    uint64_t monotonic_ns;
    uint64_t sync;
};

static volatile const struct control *control;
static int record_fd = -1;
static _Thread_local unsigned random_state;

__attribute__((constructor)) static void map_control(void)
{
    const char *path = getenv("CHAOS_CONTROL");
    if (!path)
        return;
    /* The server must not outlive the program that started it. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    void *address = mmap(NULL, sizeof(struct control), PROT_READ, MAP_SHARED, fd, 0);
    if (address != MAP_FAILED)
        control = address;
    syscall(SYS_close, fd);
}

#define REAL(name) ({ \
    static __typeof__(&name) real; \
    if (!real) \
        real = (__typeof__(&name))dlsym(RTLD_NEXT, #name); \
    real; })

static int descriptor_path(int fd, char *path)
{
    char link[32] = "/proc/self/fd/", digits[12];
    int count = 0, position = 14;
    if (fd < 0)
        return 0;
    do
        digits[count++] = (char)('0' + fd % 10);
    while (fd /= 10);
    while (count)
        link[position++] = digits[--count];
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_BYTES - 1);
    path[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

static int is_under(const char *path, volatile const char *prefix)
{
    return strncmp(path, (const char *)prefix, strlen((const char *)prefix)) == 0;
}

static int is_drawn(uint32_t per_mille)
{
    if (!random_state)
        random_state = (unsigned)(syscall(SYS_gettid) * 2654435761u) | 1u;
    return per_mille >= 1000 || (unsigned)rand_r(&random_state) % 1000 < per_mille;
}

/* Wait as the rules say and return the error that the call must report, 0 for none. */
static int fault(uint32_t operation, const char *path, int fd)
{
    char own[PATH_BYTES];
    if (!control)
        return 0;
    for (int index = 0; index < RULES; index++) {
        volatile const struct rule *rule = &control->rules[index];
        if (!(rule->operations & operation))
            continue;
        if (!path && rule->prefix[0]) {
            if (!descriptor_path(fd, own))
                continue;
            path = own;
        }
        if (rule->prefix[0] && !is_under(path, rule->prefix))
            continue;
        if (!is_drawn(rule->per_mille))
            continue;
        if (rule->delay_us) {
            struct timespec delay = {rule->delay_us / 1000000, (long)(rule->delay_us % 1000000) * 1000};
            nanosleep(&delay, NULL);
        }
        if (rule->error)
            return rule->error;
    }
    return 0;
}

#define FAIL_IF_FAULTY(operation, path, fd) \
    do { \
        int code_ = fault(operation, path, fd); \
        if (code_) { \
            errno = code_; \
            return -1; \
        } \
    } while (0)

static uint64_t monotonic_ns(void)
{
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Append one record. One `writev` to a file opened with O_APPEND is not interleaved with those of other processes. */
static void record(uint32_t kind, int fd, off64_t offset, const void *data, size_t bytes, uint64_t sync)
{
    char path[PATH_BYTES];
    int error = errno;
    if (!control || !control->recording || !descriptor_path(fd, path) || !is_under(path, control->record_prefix)) {
        errno = error;
        return;
    }
    if (record_fd < 0)
        record_fd = (int)syscall(SYS_openat, AT_FDCWD, (const char *)control->record_path,
                                 O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    struct record header = {kind, (uint32_t)strlen(path), (uint64_t)offset, data ? bytes : 0, monotonic_ns(), sync};
    struct iovec parts[3] = {{&header, sizeof header}, {path, header.path_bytes}, {(void *)data, header.data_bytes}};
    syscall(SYS_writev, record_fd, parts, 3);
    errno = error;
}

static mode_t mode_of(int flags, va_list arguments)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define DEFINE_OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_of(flags, arguments); \
        va_end(arguments); \
        FAIL_IF_FAULTY(OPEN, path, -1); \
        return REAL(name)(path, flags, mode); \
    }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)

#define DEFINE_OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) \
    { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = mode_of(flags, arguments); \
        va_end(arguments); \
        FAIL_IF_FAULTY(OPEN, path, -1); \
        return REAL(name)(folder, path, flags, mode); \
    }
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

ssize_t read(int fd, void *buffer, size_t bytes)
{
    FAIL_IF_FAULTY(READ, NULL, fd);
    return REAL(read)(fd, buffer, bytes);
}

#define DEFINE_PREAD(name, offset_type) \
    ssize_t name(int fd, void *buffer, size_t bytes, offset_type offset) \
    { \
        FAIL_IF_FAULTY(READ, NULL, fd); \
        return REAL(name)(fd, buffer, bytes, offset); \
    }
DEFINE_PREAD(pread, off_t)
DEFINE_PREAD(pread64, off64_t)

ssize_t write(int fd, const void *data, size_t bytes)
{
    FAIL_IF_FAULTY(WRITE, NULL, fd);
    return REAL(write)(fd, data, bytes);
}

#define DEFINE_PWRITE(name, offset_type) \
    ssize_t name(int fd, const void *data, size_t bytes, offset_type offset) \
    { \
        FAIL_IF_FAULTY(WRITE, NULL, fd); \
        ssize_t written = REAL(name)(fd, data, bytes, offset); \
        if (written > 0) \
            record(RECORD_WRITE, fd, offset, data, (size_t)written, 0); \
        return written; \
    }
DEFINE_PWRITE(pwrite, off_t)
DEFINE_PWRITE(pwrite64, off64_t)

/* A sync makes durable what was recorded before it began, and only once it has returned. */
#define DEFINE_SYNC(name) \
    int name(int fd) \
    { \
        FAIL_IF_FAULTY(SYNC, NULL, fd); \
        uint64_t sync = ((uint64_t)syscall(SYS_gettid) << 40) ^ monotonic_ns(); \
        record(RECORD_SYNC_BEGIN, fd, 0, NULL, 0, sync); \
        int result = REAL(name)(fd); \
        if (result == 0) \
            record(RECORD_SYNC_END, fd, 0, NULL, 0, sync); \
        return result; \
    }
DEFINE_SYNC(fsync)
DEFINE_SYNC(fdatasync)

#define DEFINE_TRUNCATE(name, offset_type) \
    int name(int fd, offset_type length) \
    { \
        FAIL_IF_FAULTY(TRUNCATE, NULL, fd); \
        int result = REAL(name)(fd, length); \
        if (result == 0) \
            record(RECORD_TRUNCATE, fd, length, NULL, 0, 0); \
        return result; \
    }
DEFINE_TRUNCATE(ftruncate, off_t)
DEFINE_TRUNCATE(ftruncate64, off64_t)

/* These return the error instead of setting errno. */
#define DEFINE_ALLOCATE(name, offset_type) \
    int name(int fd, offset_type offset, offset_type length) \
    { \
        int code = fault(TRUNCATE, NULL, fd); \
        return code ? code : REAL(name)(fd, offset, length); \
    }
DEFINE_ALLOCATE(posix_fallocate, off_t)
DEFINE_ALLOCATE(posix_fallocate64, off64_t)

int flock(int fd, int operation)
{
    FAIL_IF_FAULTY(FLOCK, NULL, fd);
    return REAL(flock)(fd, operation);
}

#define DEFINE_FCNTL(name) \
    int name(int fd, int command, ...) \
    { \
        va_list arguments; \
        va_start(arguments, command); \
        void *argument = va_arg(arguments, void *); \
        va_end(arguments); \
        if (command == F_SETLK || command == F_SETLKW) \
            FAIL_IF_FAULTY(FCNTL, NULL, fd); \
        return REAL(name)(fd, command, argument); \
    }
DEFINE_FCNTL(fcntl)
DEFINE_FCNTL(fcntl64)

#define DEFINE_MMAP(name, offset_type) \
    void *name(void *address, size_t length, int protection, int flags, int fd, offset_type offset) \
    { \
        int code = flags & MAP_ANONYMOUS ? 0 : fault(MMAP, NULL, fd); \
        if (code) { \
            errno = code; \
            return MAP_FAILED; \
        } \
        return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset); \
    }
DEFINE_MMAP(mmap, off_t)
DEFINE_MMAP(mmap64, off64_t)

int accept(int fd, struct sockaddr *address, socklen_t *length)
{
    FAIL_IF_FAULTY(ACCEPT, "", fd);
    return REAL(accept)(fd, address, length);
}

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
    FAIL_IF_FAULTY(ACCEPT, "", fd);
    return REAL(accept4)(fd, address, length, flags);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = REAL(clock_gettime)(clock, now);
    if (result == 0 && control && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t total = (int64_t)now->tv_sec * 1000000000 + now->tv_nsec + control->clock_offset_ns;
        now->tv_sec = total / 1000000000;
        now->tv_nsec = total % 1000000000;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result)
        *result = now.tv_sec;
    return now.tv_sec;
}
