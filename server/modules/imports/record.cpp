#include "server/modules/imports/record.h"

#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/bytes.h"
#include "base/utf8.h"
#include "server/modules/directory/directory.h"
#include "server/modules/imports/encoding.h"

namespace steward::imports {

namespace {
constexpr size_t longest_key = 200, longest_label = 100;

std::unexpected<Error> no_record(std::string sentence) { return fail(ErrorKind::Invalid, "imports.row", std::move(sentence)); }

std::string tidy(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

// Lines end in one way, whatever wrote them.
std::string with_plain_lines(std::string text) {
    if (text.find('\r') == std::string::npos) return text;
    std::string plain;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
        plain += text[at] == '\r' ? '\n' : text[at];
    }
    return plain;
}

// The same words in the same places are the same record where the other system gives no id.
std::string fingerprint(std::initializer_list<std::string_view> parts) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const auto part : parts) {
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>("\0"), 1);
    }
    Bytes digest(crypto_hash_sha256_BYTES);
    crypto_hash_sha256_final(&state, digest.data());
    return "~" + to_hex(ByteView(digest).first(16));
}

std::string key_of(std::string_view kind, const Fields& f) {
    for (const auto* name : {"external_id", "id"})
        if (!text_of(f, name).empty()) return shortened(text_of(f, name), longest_key);
    if (kind == "ticket" && !text_of(f, "reference").empty()) return shortened(text_of(f, "reference"), longest_key);
    const std::string client = text_of(f, "client_id").empty() ? directory::folded(text_of(f, "client")) : text_of(f, "client_id");
    const std::string ticket = text_of(f, "ticket_id").empty() ? text_of(f, "ticket") : text_of(f, "ticket_id");
    if (kind == "client") return fingerprint({directory::folded(text_of(f, "name"))});
    if (kind == "site" || kind == "device") return fingerprint({client, directory::folded(text_of(f, "name"))});
    if (kind == "person")
        return fingerprint({client, directory::folded(text_of(f, "email").empty() ? text_of(f, "name") : text_of(f, "email"))});
    if (kind == "ticket") return fingerprint({client, text_of(f, "created_at"), text_of(f, "title")});
    if (kind == "message") return fingerprint({ticket, text_of(f, "at"), text_of(f, "author"), text_of(f, "contact"), text_of(f, "text")});
    return fingerprint({ticket, client, text_of(f, "person"), text_of(f, "from"), text_of(f, "until"), text_of(f, "day"),
                        text_of(f, "minutes"), text_of(f, "note")});
}

std::string label_of(std::string_view kind, const Fields& f) {
    const auto& what = kind == "ticket"    ? text_of(f, "title")
                       : kind == "message" ? text_of(f, "text")
                       : kind == "time"    ? text_of(f, "note")
                                           : text_of(f, "name");
    const std::string number = kind == "ticket" ? text_of(f, "reference") : text_of(f, "ticket");
    std::string label = number.empty() ? what : number + (what.empty() ? "" : " " + what);
    std::replace(label.begin(), label.end(), '\n', ' ');
    return shortened(label, longest_label);
}

void move_into(Fields& fields, std::string_view from, std::string_view to, std::string_view between) {
    const auto at = fields.find(from);
    if (at == fields.end()) return;
    const std::string text = at->second;
    fields.erase(at);
    auto& target = fields[std::string(to)];
    target += (target.empty() ? "" : std::string(between)) + text;
}

// What stands in several columns becomes the one field that is kept.
void join_fields(Fields& fields) {
    if (text_of(fields, "name").empty()) {
        move_into(fields, "first_name", "name", " ");
        move_into(fields, "last_name", "name", " ");
    }
    fields.erase("first_name");
    fields.erase("last_name");
    if (!text_of(fields, "heading").empty() && text_of(fields, "heading") != text_of(fields, "text")) {
        const std::string text = text_of(fields, "text");
        fields["text"] = fields["heading"] + (text.empty() ? "" : "\n\n" + text);
    }
    fields.erase("heading");
    if (!category_path(fields).empty()) fields["category"] = category_path(fields);
    fields.erase("category_2");
    fields.erase("category_3");
}
}  // namespace

const std::string& text_of(const Fields& fields, std::string_view name) {
    static const std::string none;
    const auto at = fields.find(name);
    return at == fields.end() ? none : at->second;
}

std::string shortened(std::string_view text, size_t most) {
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
    return std::string(text.substr(0, most));
}

std::string category_path(const Fields& fields) {
    std::string path;
    for (const auto* name : {"category", "category_2", "category_3"}) {
        std::string_view rest = text_of(fields, name);
        while (!rest.empty()) {
            size_t end = rest.find('>');
            if (end == std::string_view::npos) end = rest.find(" / ");
            const std::string level = tidy(rest.substr(0, end));
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + (rest[end] == '>' ? 1 : 3));
            if (!level.empty()) path += (path.empty() ? "" : " / ") + level;
        }
    }
    return path;
}

Result<std::vector<Cell>> read_cells(const BatchRow& batch, std::string_view bytes) {
    if (is_utf16(batch.encoding)) {
        BatchRow decoded = batch;
        decoded.encoding = "utf-8";
        return read_cells(decoded, to_utf8(bytes, batch.encoding));
    }
    if (batch.encoding == "utf-8" && !is_utf8(bytes))
        return no_record("This row has bytes that are not UTF-8. Save the file as UTF-8, or say that it is Windows-1252.");
    if (batch.format == "json") {
        std::string problem;
        auto cells = json_cells(batch.encoding == "utf-8" ? std::string(bytes) : to_utf8(bytes, batch.encoding), problem);
        if (!problem.empty()) return no_record(problem);
        return cells;
    }
    const auto texts = csv_cells(bytes, batch.delimiter);
    std::vector<Cell> cells;
    cells.reserve(texts.size());
    for (size_t i = 0; i < texts.size(); ++i) {
        if (i >= batch.columns.size()) {
            if (tidy(texts[i]).empty()) continue;
            return no_record("This row has more cells than the first line has columns. Is a quote or a separator missing?");
        }
        cells.push_back({batch.columns[i].column, to_utf8(texts[i], batch.encoding)});
    }
    return cells;
}

Result<Record> read_record(const BatchRow& batch, std::string_view bytes) {
    Record record;
    STEWARD_TRY(record.cells, read_cells(batch, bytes));
    std::string kind = batch.record_kind;
    for (const auto& cell : record.cells)
        if (batch.is_mixed && column_key(cell.column) == record_column) kind = column_key(cell.text);
    record.kind = find_kind(kind);
    if (!record.kind)
        return no_record("“" + shortened(kind, 40) + "” is no kind of record: client, site, person, device, ticket, message, time.");
    for (size_t i = 0; i < record.cells.size(); ++i) {
        const auto& cell = record.cells[i];
        if (cell.text.find('\0') != std::string::npos) return no_record("A text of this row has a zero byte in it.");
        std::string text = with_plain_lines(tidy(cell.text));
        if (text.empty()) continue;
        std::string_view field;
        if (batch.is_mixed) {
            field = field_of("steward", record.kind->name, cell.column);
        } else {
            const bool in_place = i < batch.columns.size() && batch.columns[i].column == cell.column;
            const auto at = in_place ? batch.columns.begin() + static_cast<std::ptrdiff_t>(i)
                                     : std::find_if(batch.columns.begin(), batch.columns.end(),
                                                    [&](const ColumnRow& column) { return column.column == cell.column; });
            if (at != batch.columns.end()) field = at->field;
        }
        if (!field.empty()) record.fields.try_emplace(std::string(field), std::move(text));
    }
    join_fields(record.fields);
    return record;
}

RowRow identify(const Record& record, const TimeReading& reading) {
    const std::string_view kind = record.kind->name;
    RowRow row;
    row.kind = std::string(kind);
    row.rank = record.kind->rank;
    row.key = key_of(kind, record.fields);
    row.label = label_of(kind, record.fields);
    if (kind == "ticket") row.name_key = directory::folded(text_of(record.fields, "reference"));
    else if (kind != "message" && kind != "time") row.name_key = directory::folded(text_of(record.fields, "name"));
    if (kind == "person") row.mail_key = directory::folded(text_of(record.fields, "email"));
    row.name_key = shortened(row.name_key, longest_key);
    row.mail_key = shortened(row.mail_key, longest_key);
    // What was said in a ticket is brought in by its time.
    if (kind == "message") row.sort = read_time(text_of(record.fields, "at"), reading).value_or(Instant{}).unix_ms;
    return row;
}

std::vector<ValueRow> words_of(const Record& record) {
    std::vector<ValueRow> words;
    for (const auto& [name, text] : record.fields) {
        const FieldKind* field = find_field(*record.kind, name);
        if (!field || field->form == "text" || field->form == "time" || field->form == "yes/no" || field->form == "number" ||
            field->form == "our id")
            continue;
        words.push_back({.list = std::string(field->form),
                         .key = shortened(directory::folded(text), longest_key),
                         .value = shortened(text, longest_key),
                         .count = 1,
                         .answer = "",
                         .origin = ""});
    }
    return words;
}

std::string json_line(std::string_view kind, const Fields& fields) {
    boost::json::object object;
    if (!kind.empty()) object[record_column] = kind;
    for (const auto& [name, text] : fields)
        if (!text.empty()) object[name] = text;
    return boost::json::serialize(object);
}

Fields fields_of_json(std::string_view line) {
    std::string problem;
    Fields fields;
    for (auto& cell : json_cells(line, problem))
        if (cell.column != record_column) fields.emplace(std::move(cell.column), std::move(cell.text));
    return fields;
}

}  // namespace steward::imports
