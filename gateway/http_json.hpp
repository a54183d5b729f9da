// Values as the JSON of the HTTP interface, and its errors (RFC 9457).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "gateway/http_message.hpp"
#include "gateway/ladder.hpp"
#include "gateway/operations.hpp"

namespace gateway {

using PrintSccp = std::function<std::string(const TraceEntry&)>;

boost::json::object to_json(const PhoneView& view);
boost::json::object to_json(const mapping::LineSnapshot& line, std::string_view device);
boost::json::object to_json(const CallView& view);
boost::json::object to_json(const TraceEntry& entry, const PrintSccp& print_sccp);
boost::json::object to_json(const CallLadder& ladder, const PrintSccp& print_sccp);
boost::json::object to_json(const Check& check);
boost::json::object to_json(const Reloaded& reloaded);

/// What an SCCP or SIP entry says, for a person.
std::string entry_text(const TraceEntry& entry, const PrintSccp& print_sccp);

HttpResponse json_response(unsigned status, const boost::json::value& value);
/// `more` are members beside type, title, status and detail.
HttpResponse problem(unsigned status, std::string_view detail, boost::json::object more = {});

} // namespace gateway
