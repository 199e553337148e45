#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The process's limit of open files, of which every connection is one.
enum OpenFiles {
    /// Raises the limit to the most that the system allows this process: the usual 1,024 would end at a thousand connections.
    static func allowAll() {
        #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // If it cannot be raised, the server works with the present limit.
        _ = unsafe setrlimit(resource, &limit)
    }
}
