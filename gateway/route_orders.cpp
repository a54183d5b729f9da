// What POST and DELETE do.
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "gateway/http_json.hpp"
#include "gateway/route_handlers.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

/// The members of a request's JSON object, taken one by one; what is wrong is remembered for the answer.
class Members {
  public:
    explicit Members(const std::string& body) {
        if (body.find_first_not_of(" \t\r\n") == std::string::npos)
            return;
        json::error_code error;
        json::parse_options limits;
        limits.max_depth = 4;
        json::value value = json::parse(body, error, {}, limits);
        if (error)
            fail(400, "the body is not JSON: " + error.message());
        else if (!value.is_object())
            fail(400, "the body is not a JSON object");
        else
            object_ = std::move(value.as_object());
    }

    std::string text(std::string_view name, std::string fallback) {
        const auto value = take(name);
        if (!value)
            return fallback;
        if (value->is_string())
            return std::string(value->as_string());
        fail(422, fmt::format("{}: a string is wanted", name));
        return fallback;
    }

    bool flag(std::string_view name, bool fallback) {
        const auto value = take(name);
        if (!value)
            return fallback;
        if (value->is_bool())
            return value->as_bool();
        fail(422, fmt::format("{}: true or false is wanted", name));
        return fallback;
    }

    unsigned number(std::string_view name, unsigned fallback, unsigned most) {
        const auto value = take(name);
        if (!value)
            return fallback;
        if (value->is_int64() && value->as_int64() >= 0 && value->as_int64() <= most)
            return static_cast<unsigned>(value->as_int64());
        fail(422, fmt::format("{}: a whole number from 0 to {} is wanted", name, most));
        return fallback;
    }

    void fail(unsigned status, const std::string& detail) {
        if (!problem_)
            problem_ = problem(status, detail);
    }

    /// To be called last: a member that nobody asked for is a typing error.
    const std::optional<HttpResponse>& refusal() {
        if (!object_.empty())
            fail(422, fmt::format("{}: no such member", std::string_view(object_.begin()->key())));
        return problem_;
    }

  private:
    std::optional<json::value> take(std::string_view name) {
        const auto found = object_.find(name);
        if (found == object_.end())
            return std::nullopt;
        json::value value = std::move(found->value());
        object_.erase(found);
        return value;
    }

    json::object object_;
    std::optional<HttpResponse> problem_;
};

HttpResponse answer(const Outcome& outcome, std::string_view subject) {
    switch (outcome.kind) {
    case Outcome::Kind::done: {
        json::object done{{"accepted", true}};
        if (!outcome.state.empty())
            done["state"] = outcome.state;
        if (!outcome.detail.empty())
            done["detail"] = outcome.detail;
        return json_response(202, done);
    }
    case Outcome::Kind::not_found:
        return problem(404, outcome.detail.empty() ? fmt::format("no {}", subject) : outcome.detail);
    case Outcome::Kind::conflict:
        return problem(409, outcome.detail.empty() ? fmt::format("{} is {}", subject, outcome.state) : outcome.detail,
                       {{"state", outcome.state}});
    default:
        return problem(422, outcome.detail);
    }
}

std::string device_subject(const RouteCall& call) {
    return "device " + call.names[0];
}

} // namespace

namespace handlers {

HttpResponse reset(const RouteCall& call) {
    Members members(call.request.body);
    const std::string mode = members.text("mode", "reset");
    const bool force = members.flag("force", false);
    const auto type = mode == "restart" ? ResetMode::restart : mode == "apply" ? ResetMode::apply : ResetMode::reset;
    if (type == ResetMode::reset && mode != "reset")
        members.fail(422, fmt::format("mode {}: one of reset, restart, apply", mode));
    if (const auto& refusal = members.refusal())
        return *refusal;
    return answer(call.world.operations.reset(call.names[0], type, force), device_subject(call));
}

HttpResponse message(const RouteCall& call) {
    constexpr std::size_t longest = 200;
    Members members(call.request.body);
    const std::string text = members.text("text", {});
    const unsigned seconds = members.number("seconds", 10, 3600);
    if (text.empty() || text.size() > longest)
        members.fail(422, fmt::format("text: 1 to {} octets are wanted", longest));
    if (const auto& refusal = members.refusal())
        return *refusal;
    return answer(call.world.operations.message(call.names[0], text, seconds), device_subject(call));
}

HttpResponse trace_phone(const RouteCall& call) {
    Members members(call.request.body);
    const bool on = members.flag("log", true);
    if (const auto& refusal = members.refusal())
        return *refusal;
    return answer(call.world.operations.trace_phone(call.names[0], on), device_subject(call));
}

HttpResponse log_level(const RouteCall& call) {
    Members members(call.request.body);
    const std::string logger = members.text("logger", {});
    const std::string level = members.text("level", {});
    if (const auto& refusal = members.refusal())
        return *refusal;
    return answer(call.world.operations.set_log_level(logger, level), "logger " + logger);
}

HttpResponse hang_up(const RouteCall& call) {
    const auto id = call_number(call.names[0]);
    if (!id)
        return problem(404, fmt::format("no call {}", call.names[0]));
    return answer(call.world.operations.hang_up(*id), "call " + call.names[0]);
}

HttpResponse reload(const RouteCall& call) {
    const Reloaded reloaded = call.world.operations.reload();
    if (reloaded.problems.empty())
        return json_response(200, to_json(reloaded));
    json::array problems;
    for (const auto& each : reloaded.problems)
        problems.push_back(json::value(each));
    return problem(422, "the configuration has problems; nothing was changed", {{"problems", std::move(problems)}});
}

} // namespace handlers

} // namespace gateway
