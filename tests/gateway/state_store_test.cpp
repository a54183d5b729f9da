// What survives a restart.
#include "gateway/state_store.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gateway;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// A folder that is gone at the end of the test.
class Folder {
  public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "sccp2sip-state-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const char* name = "state.db") const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

std::string failure(const std::string& file) {
    try {
        const StateStore store(file);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

/// No file may grow beyond so many octets, as on a full disk.
class FullDisk {
  public:
    explicit FullDisk(rlim_t most) {
        old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &old_);
        rlimit limit = old_;
        limit.rlim_cur = most;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, old_handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit old_{};
    void (*old_handler_)(int){};
};

} // namespace

TEST_CASE("values are there again after a restart, forgotten ones are not") {
    const Folder folder;
    {
        StateStore store(folder.file());
        CHECK(store.recall("line 1001 forward all").empty());
        store.remember("line 1001 forward all", "1002");
        store.remember("line 1001 last", "0301234567");
        store.remember("device SEP1 dnd", "on");
        store.remember("device SEP1 dnd", "");
        CHECK(store.recall("line 1001 forward all") == "1002");
        CHECK(store.recall("device SEP1 dnd").empty());
    }
    StateStore store(folder.file());
    CHECK(store.recall("line 1001 forward all") == "1002");
    CHECK(store.recall("line 1001 last") == "0301234567");
    CHECK(store.recall("device SEP1 dnd").empty());
    store.remember("line 1001 forward all", "1003");
    REQUIRE(store.flush(seconds{10}));
    CHECK(store.problem().empty());
    const StateStore reader(folder.file());
    CHECK(reader.recall("line 1001 forward all") == "1003");
}

TEST_CASE("quotes, line ends and NUL octets are values like others") {
    const Folder folder;
    const std::string odd("a'; DROP TABLE state;--\n\0b", 26);
    {
        StateStore store(folder.file());
        store.remember(odd, odd);
    }
    CHECK(StateStore(folder.file()).recall(odd) == odd);
}

TEST_CASE("a value that is already known is not written again") {
    const Folder folder;
    StateStore store(folder.file());
    store.remember("k", "v");
    REQUIRE(store.flush(seconds{10}));
    const auto written = store.written();
    store.remember("k", "v");
    store.remember("unknown", "");
    REQUIRE(store.flush(seconds{10}));
    CHECK(store.written() == written);
}

TEST_CASE("what was written survives kill -9") {
    const Folder folder;
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        StateStore store(folder.file());
        store.remember("line 1001 forward all", "1002");
        store.flush(seconds{10});
        raise(SIGKILL);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(StateStore(folder.file()).recall("line 1001 forward all") == "1002");
}

TEST_CASE("a file that cannot serve stops the start with its name and the reason") {
    const Folder folder;
    {
        std::ofstream garbage(folder.file("text.db"));
        garbage << std::string(8192, 'x');
    }
    const std::string text = failure(folder.file("text.db"));
    CHECK(text.find(folder.file("text.db")) != std::string::npos);
    CHECK(text.find("not a database") != std::string::npos);

    const std::string missing = failure(folder.file("no/such/folder.db"));
    CHECK(missing.find("no/such/folder.db: there is no folder " + folder.file("no/such")) != std::string::npos);

    CHECK_FALSE(failure(folder.file("")).empty()); // a folder
}

TEST_CASE("what a start would refuse is told without one, and nothing is made") {
    const Folder folder;
    const auto agree = [&](const std::string& file, const char* what) {
        const auto fault = fault_of_state_file(file);
        CHECK_MESSAGE(fault.find(what) != std::string::npos, fault);
        CHECK(failure(file) == "state file " + file + ": " + fault);
    };
    CHECK(fault_of_state_file("").empty());
    CHECK(fault_of_state_file(folder.file()).empty());
    CHECK_FALSE(std::filesystem::exists(folder.file()));
    agree(folder.file("no/such/folder.db"), "there is no folder");
    agree(folder.file(""), "is a folder");
    REQUIRE(mkfifo(folder.file("pipe").c_str(), 0600) == 0);
    agree(folder.file("pipe"), "is no file");
    std::ofstream(folder.file("text.db")) << "[sip]\n";
    agree(folder.file("text.db"), "is not a database");
    std::ofstream(folder.file("empty.db")).flush();
    CHECK(fault_of_state_file(folder.file("empty.db")).empty());
    CHECK(failure(folder.file("empty.db")).empty());
    CHECK(fault_of_state_file(folder.file("empty.db")).empty());
}

TEST_CASE("a file that may only be read is found out at the start") {
    const Folder folder;
    { const StateStore make(folder.file()); }
    const FullDisk full(0);
    CHECK(failure(folder.file()).starts_with("state file " + folder.file() + ": "));
}

TEST_CASE("a disk that fills up is reported, calls go on from memory, and it is written when there is room") {
    const Folder folder;
    StateStore store(folder.file(), milliseconds{5});
    {
        const FullDisk full(64 * 1024);
        for (int i = 0; i < 200; ++i)
            store.remember("key " + std::to_string(i), std::string(2000, 'v'));
        CHECK_FALSE(store.flush(milliseconds{200}));
        CHECK_FALSE(store.problem().empty());
        CHECK(store.recall("key 199") == std::string(2000, 'v'));
        store.remember("key 199", "newer");
    }
    REQUIRE(store.flush(seconds{10}));
    CHECK(store.problem().empty());
    const StateStore reader(folder.file());
    CHECK(reader.recall("key 0") == std::string(2000, 'v'));
    CHECK(reader.recall("key 199") == "newer");
}

TEST_CASE("without a file everything is kept in memory") {
    StateStore store("");
    store.remember("k", "v");
    CHECK(store.recall("k") == "v");
    CHECK(store.flush(milliseconds{0}));
    CHECK(store.problem().empty());
}
