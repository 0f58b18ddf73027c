// One record of a file as fields, with what identifies it. Pure.
#pragma once

#include "server/modules/imports/cutting.h"
#include "server/modules/imports/store.h"
#include "server/modules/imports/values.h"

namespace steward::imports {

struct Record {
    const RecordKind* kind = nullptr;
    Fields fields;
    std::vector<Cell> cells;  // as they stand in the file
};

/// Of the bytes of one record. Failure: Invalid with the sentence why it is none.
Result<Record> read_record(const BatchRow& batch, std::string_view bytes);

/// The cells alone, with the names of their columns.
Result<std::vector<Cell>> read_cells(const BatchRow& batch, std::string_view bytes);

/// What it is called: keys for finding it again, a label for people, the order among its kind. `reading` for the times.
RowRow identify(const Record& record, const TimeReading& reading);

/// The lists whose words it uses, with them.
std::vector<ValueRow> words_of(const Record& record);

/// The field's text, or "".
const std::string& text_of(const Fields& fields, std::string_view name);

/// The category as one path, from "A > B > C" and from columns of their own.
std::string category_path(const Fields& fields);

/// At most `most` bytes, cut between characters.
std::string shortened(std::string_view text, size_t most);

/// One line of the interchange.
std::string json_line(std::string_view kind, const Fields& fields);
/// The inverse, of what we wrote ourselves.
Fields fields_of_json(std::string_view line);

}  // namespace steward::imports
