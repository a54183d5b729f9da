// The rows of the tables of a call, and how often each was taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mapping/taken_row.hpp"

namespace tests {

/// Of the tables leg, media and transfer; kept for the whole process.
class Coverage {
  public:
    struct Row {
        std::string machine;
        std::string question;        ///< `Connected phone::Hold [oa_stable]`
        std::uint64_t taken{};
    };
    struct Figures {
        std::string machine;
        std::size_t states{}, states_reached{}, rows{}, rows_taken{};
    };

    static void note(const mapping::TakenRow& row);

    static const std::vector<Row>& rows();
    static std::vector<Figures> figures();
    /// Questions of the rows that were never taken.
    static std::vector<std::string> missing();
};

} // namespace tests
