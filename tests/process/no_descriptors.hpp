// No descriptor is left, as everyone in this program is told who asks for one.
#pragma once

namespace tests {

/// For the life of this object accept, dup and socket fail with EMFILE. The limit of the process would starve the
/// sanitizers, too: they look at memory through pipes.
class NoDescriptors {
  public:
    NoDescriptors();
    ~NoDescriptors();
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;
};

} // namespace tests
