// What is printed: four loggers on one descriptor.
#include "gateway/logging.hpp"

#include <algorithm>
#include <csignal>

#include <boost/json/serialize.hpp>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>

#include "gateway/log_sink.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace {

constexpr std::array<std::string_view, 6> level_names{"trace", "debug", "info", "warning", "error", "off"};
constexpr std::array<std::string_view, 4> logger_names{"gateway", "sccp", "sip", "call"};
constexpr std::size_t queued_lines = 8192;

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
    case Level::trace:
        return spdlog::level::trace;
    case Level::debug:
        return spdlog::level::debug;
    case Level::info:
        return spdlog::level::info;
    case Level::warning:
        return spdlog::level::warn;
    default:
        return spdlog::level::err;
    }
}

std::string text_payload(const LogContext& context, std::string_view text) {
    std::string out;
    if (!context.phone.empty())
        out.append("phone=").append(one_line(context.phone)).append(" ");
    if (context.call != 0)
        out.append("call=").append(std::to_string(context.call)).append(" ");
    return out += one_line(text);
}

std::string json_payload(const LogContext& context, std::string_view text) {
    std::string out;
    if (!context.phone.empty())
        out += fmt::format("\"phone\":{},", boost::json::serialize(one_line(context.phone)));
    if (context.call != 0)
        out += fmt::format("\"call\":{},", context.call);
    return out += fmt::format("\"text\":{}", boost::json::serialize(one_line(text)));
}

/// A closed pipe is an error of write(), not the end of the process.
void ignore_broken_pipe() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

std::optional<Level> level_of(std::string_view name) {
    if (name == "warn")
        return Level::warning;
    const auto* found = std::find(level_names.begin(), level_names.end(), name);
    if (found == level_names.end())
        return std::nullopt;
    return static_cast<Level>(found - level_names.begin());
}

std::string_view name_of(Level level) {
    return level_names[static_cast<std::size_t>(level)];
}

std::optional<Logger> logger_of(std::string_view name) {
    const auto* found = std::find(logger_names.begin(), logger_names.end(), name);
    if (found == logger_names.end())
        return std::nullopt;
    return static_cast<Logger>(found - logger_names.begin());
}

std::string_view name_of(Logger logger) {
    return logger_names[static_cast<std::size_t>(logger)];
}

Log::Log(const LogOptions& options, int descriptor, Clock clock)
    : format_(options.format), clock_(std::move(clock)),
      sink_(std::make_shared<DescriptorSink>(descriptor, options.format)),
      writer_(std::make_shared<spdlog::details::thread_pool>(queued_lines, 1, ignore_broken_pipe)) {
    sink_->gather([writer = writer_.get()] { return writer->queue_size(); });
    set_level(level_of(options.level).value_or(Level::info));
    for (std::size_t i = 0; i < loggers_.size(); ++i) {
        loggers_[i] = std::make_shared<spdlog::async_logger>(std::string(logger_names[i]), sink_, writer_,
                                                             spdlog::async_overflow_policy::overrun_oldest);
        loggers_[i]->set_level(spdlog::level::trace);
        loggers_[i]->set_error_handler([](const std::string&) {});
    }
}

Log::~Log() {
    sweep();
    sink_->close();
    loggers_.front()->flush(); // of the sink that all share
    writer_.reset();           // joins the thread when the queue is empty
}

bool Log::wants(Logger logger, Level level, std::string_view phone) const {
    return level >= levels_[static_cast<std::size_t>(logger)] || (!traced_.empty() && traced_.contains(phone));
}

void Log::write(Logger logger, Level level, const LogContext& context, std::string_view text) {
    if (level == Level::off || !wants(logger, level, context.phone))
        return;
    const std::string payload =
        format_ == LogOptions::Format::json ? json_payload(context, text) : text_payload(context, text);
    loggers_[static_cast<std::size_t>(logger)]->log(spdlog_level(level),
                                                    spdlog::string_view_t{payload.data(), payload.size()});
}

void Log::seldom(Logger logger, Level level, const LogContext& context, std::string_view kind, std::string_view source,
                 std::string_view text, std::string_view detail) {
    const auto silent = (level >= Level::warning ? offences_ : sayings_).admit(kind, source, clock_(), detail);
    if (!silent)
        return;
    const std::string again = *silent == 0 ? std::string{} : fmt::format(" ({} more since the last line)", *silent);
    print(logger, level, context, "{} from {}: {}{}", kind, source, text, again);
}

void Log::sweep() {
    const auto tell = [&](Level level, const Offences::Summary& gone) {
        print(Logger::gateway, level, {}, "{} from {}: {} more, then no more", gone.kind, gone.source, gone.count);
    };
    for (const auto& gone : offences_.sweep(clock_())) tell(Level::warning, gone);
    for (const auto& gone : sayings_.sweep(clock_())) tell(Level::info, gone);
}

void Log::set_level(Logger logger, Level level) {
    levels_[static_cast<std::size_t>(logger)] = level;
}

void Log::set_level(Level level) {
    levels_.fill(level);
}

void Log::trace_phone(std::string_view device, bool on) {
    if (on)
        traced_.emplace(device);
    else if (const auto found = traced_.find(device); found != traced_.end())
        traced_.erase(found);
}

std::uint64_t Log::lost() const {
    return sink_->lost() + writer_->overrun_counter();
}

} // namespace gateway
