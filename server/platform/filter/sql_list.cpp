#include "server/platform/filter/filter.h"

namespace steward::filter {

Result<SqlPage> read_list(storage::Transaction& transaction, const SqlList& list, const Question& question, Instant now,
                          std::vector<storage::Value> parameters) {
    STEWARD_TRY(const auto terms, parse(question.filter));
    STEWARD_TRY(const auto condition, to_sql(terms, list.fields, list.text, now, parameters));
    const std::string matching = list.from + condition;
    STEWARD_TRY(const auto counted, transaction.run("select count(*)" + matching, parameters));
    STEWARD_TRY(const auto cut, page(question.order_by, list.default_order, question.page_size, question.page_token, list.fields,
                                     list.id_column, parameters));
    SqlPage read;
    STEWARD_TRY(read.rows,
                transaction.run("select " + list.columns + cut.key_columns + matching + cut.where + cut.order_by + cut.limit, parameters));
    read.next_page_token = next_page_token(cut, read.rows);
    read.total = static_cast<int>(counted.front().integer(0));
    return read;
}

}  // namespace steward::filter
