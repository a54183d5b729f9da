// Members of Media: a variant of so many types that it has a source file of its own.
#include "sccp/message.hpp"

namespace sccp {

template class Message<MediaDirection>;

} // namespace sccp
