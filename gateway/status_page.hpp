// The page at `/`: phones, lines and calls, kept fresh by the event stream. One file, nothing fetched from elsewhere.
#pragma once

#include "gateway/http_message.hpp"

namespace gateway {

HttpResponse status_page();

} // namespace gateway
