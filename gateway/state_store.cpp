// What survives a restart: an SQLite file with a writer thread of its own.
#include "gateway/state_store.hpp"

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

namespace gateway {

namespace {

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
using Changes = std::map<std::string, std::string>;

std::string reason(sqlite3* database) {
    const int system = sqlite3_system_errno(database);
    std::string text = sqlite3_errmsg(database);
    return system == 0 ? text : fmt::format("{} ({})", text, std::strerror(system));
}

/// Empty: done.
std::string run(sqlite3* database, const char* sql) {
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? std::string{} : reason(database);
}

Statement prepare(sqlite3* database, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
    return {statement, &sqlite3_finalize};
}

void bind(sqlite3_stmt* statement, int index, const std::string& text) {
    sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

/// The first octets of every database; an empty file becomes one.
bool is_database(const std::string& file) {
    constexpr std::string_view signature("SQLite format 3\0", 16);
    std::ifstream stream(file, std::ios::binary);
    std::string begin(signature.size(), '\0');
    stream.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return stream.gcount() == 0 || begin == signature;
}

Database open(const std::string& file) {
    if (const std::string fault = fault_of_state_file(file); !fault.empty())
        throw std::runtime_error(fmt::format("state file {}: {}", file, fault));
    sqlite3* raw = nullptr;
    const int result =
        sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database{raw, &sqlite3_close};
    std::string problem = result == SQLITE_OK ? std::string{} : reason(raw);
    if (problem.empty()) {
        sqlite3_busy_timeout(raw, 2000);
        problem = run(raw, "PRAGMA journal_mode=WAL");
    }
    // NORMAL: a killed process loses nothing, a power cut at most the last commits, and no commit waits for the disk.
    if (problem.empty())
        problem = run(raw, "PRAGMA synchronous=NORMAL");
    if (problem.empty())
        problem = run(raw, "CREATE TABLE IF NOT EXISTS state(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
    // A file that may be read but not written is found out now, not at the first call forward.
    if (problem.empty())
        problem = run(raw, "BEGIN IMMEDIATE; CREATE TABLE probe(x); DROP TABLE probe; COMMIT");
    if (!problem.empty())
        throw std::runtime_error(fmt::format("state file {}: {}", file, problem));
    return database;
}

std::string write_all(sqlite3* database, const Changes& changes) {
    if (std::string problem = run(database, "BEGIN IMMEDIATE"); !problem.empty())
        return problem;
    const Statement put =
        prepare(database, "INSERT INTO state VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value");
    const Statement drop = prepare(database, "DELETE FROM state WHERE key=?");
    std::string problem = put && drop ? std::string{} : reason(database);
    for (const auto& [key, value] : changes) {
        if (!problem.empty())
            break;
        sqlite3_stmt* statement = value.empty() ? drop.get() : put.get();
        bind(statement, 1, key);
        if (!value.empty())
            bind(statement, 2, value);
        if (sqlite3_step(statement) != SQLITE_DONE)
            problem = reason(database);
        sqlite3_reset(statement);
    }
    if (problem.empty())
        problem = run(database, "COMMIT");
    if (!problem.empty())
        run(database, "ROLLBACK");
    return problem;
}

} // namespace

std::string fault_of_state_file(const std::string& file) {
    namespace fs = std::filesystem;
    if (file.empty())
        return {};
    std::error_code error;
    const auto folder = fs::path(file).has_parent_path() ? fs::path(file).parent_path() : fs::path(".");
    if (!fs::is_directory(folder, error))
        return fmt::format("there is no folder {}", folder.string());
    if (access(folder.c_str(), W_OK | X_OK) != 0) // SQLite keeps a file beside it
        return fmt::format("the folder {}: {}", folder.string(), std::strerror(errno));
    if (!fs::exists(file, error))
        return {};
    if (!fs::is_regular_file(file, error)) // a pipe would make whoever opens it wait
        return fs::is_directory(file, error) ? "is a folder" : "is no file";
    if (access(file.c_str(), R_OK | W_OK) != 0)
        return std::strerror(errno);
    return is_database(file) ? std::string{} : "is not a database";
}

class StateStore::Values {
  public:
    std::unordered_map<std::string, std::string> map;

    /// Empty: all was read.
    std::string read(sqlite3* database) {
        const Statement all = prepare(database, "SELECT key, value FROM state");
        int step = all ? SQLITE_ROW : SQLITE_ERROR;
        while (all && (step = sqlite3_step(all.get())) == SQLITE_ROW) {
            const auto text = [&](int column) {
                const auto* data = static_cast<const char*>(sqlite3_column_blob(all.get(), column));
                return std::string(data == nullptr ? "" : data,
                                   static_cast<std::size_t>(sqlite3_column_bytes(all.get(), column)));
            };
            map.emplace(text(0), text(1));
        }
        return step == SQLITE_DONE ? std::string{} : reason(database);
    }
};

/// Owns the database. Changes wait in a map, the last one of a key wins: a full disk cannot make it grow beyond the
/// number of keys.
class StateStore::Writer {
  public:
    Writer(Database database, std::chrono::milliseconds retry)
        : database_(std::move(database)), retry_(retry), thread_([this] { work(); }) {}

    ~Writer() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

    void add(const std::string& key, const std::string& value) {
        {
            const std::lock_guard lock(mutex_);
            waiting_[key] = value;
        }
        wake_.notify_all();
    }

    bool flush(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return idle_.wait_for(lock, limit, [this] { return waiting_.empty() && !writing_; });
    }

    std::string problem() const {
        const std::lock_guard lock(mutex_);
        return problem_;
    }

    std::uint64_t written() const {
        const std::lock_guard lock(mutex_);
        return written_;
    }

  private:
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
            if (waiting_.empty())
                return;
            write(lock);
            // What came during the last write is written, too; what cannot be written is not tried for ever.
            if (stop_ && (waiting_.empty() || !problem_.empty()))
                return;
            if (!problem_.empty())
                wake_.wait_for(lock, retry_, [this] { return stop_; });
        }
    }

    /// The lock is not held while the disk is busy: the loop must never wait for it.
    void write(std::unique_lock<std::mutex>& lock) {
        Changes changes = std::move(waiting_);
        waiting_.clear();
        writing_ = true;
        lock.unlock();
        std::string problem = write_all(database_.get(), changes);
        lock.lock();
        writing_ = false;
        problem_ = std::move(problem);
        if (problem_.empty())
            written_ += changes.size();
        else
            waiting_.merge(changes); // what came meanwhile is newer and stays
        if (waiting_.empty())
            idle_.notify_all();
    }

    Database database_;
    std::chrono::milliseconds retry_;
    mutable std::mutex mutex_;
    std::condition_variable wake_, idle_;
    Changes waiting_;
    std::string problem_;
    std::uint64_t written_{};
    bool writing_{}, stop_{};
    std::thread thread_;
};

StateStore::StateStore(const std::string& file, std::chrono::milliseconds retry) : values_(std::make_unique<Values>()) {
    if (file.empty())
        return;
    Database database = open(file);
    if (const std::string problem = values_->read(database.get()); !problem.empty())
        throw std::runtime_error(fmt::format("state file {}: {}", file, problem));
    writer_ = std::make_unique<Writer>(std::move(database), retry);
}

StateStore::~StateStore() = default;

std::string StateStore::recall(const std::string& key) const {
    const auto found = values_->map.find(key);
    return found == values_->map.end() ? std::string{} : found->second;
}

void StateStore::remember(const std::string& key, const std::string& value) {
    if (recall(key) == value)
        return;
    if (value.empty())
        values_->map.erase(key);
    else
        values_->map[key] = value;
    if (writer_)
        writer_->add(key, value);
}

std::string StateStore::problem() const {
    return writer_ ? writer_->problem() : std::string{};
}

bool StateStore::flush(std::chrono::milliseconds limit) {
    return !writer_ || writer_->flush(limit);
}

std::uint64_t StateStore::written() const {
    return writer_ ? writer_->written() : 0;
}

} // namespace gateway
