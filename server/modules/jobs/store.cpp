#include "server/modules/jobs/store.h"

#include "server/modules/jobs/columns.h"

namespace steward::jobs {

const std::string_view job_columns =
    "j.id, j.client_id, j.job_class, j.title, j.state, j.author_id, j.author, j.drafted_at, j.reason, j.ticket_id, j.ticket_reference, "
    "j.wish, j.script_id, j.script_name, j.script_digest, j.script_version, j.payload, j.files, j.not_before, j.not_after, j.usual_window, "
    "j.timeout_s, j.devices, j.radius, j.persons, j.signed_by, j.message_id, j.signed_at, j.frame, j.log_number, j.approved_by, "
    "j.approved_at, j.alone_until, j.retry_of, j.halted, j.is_foreign, j.is_sealed, j.open_batch, j.count_waiting, j.count_running, "
    "j.count_done, j.count_failed, j.count_refused, j.count_expired, j.count_unknown, j.count_cancelled, j.revision, c.name, j.is_test, "
    "j.is_emergency";
const std::string_view jobs_joined = " from jobs_jobs j join directory_v_clients c on c.id = j.client_id where true";
const std::string_view target_columns =
    "t.job_id, t.device_id, t.client_id, t.device_name, t.gate_id, t.state, t.words, t.refusal, t.exit_code, t.batch, t.waits, "
    "t.delivered_at, t.started_at, t.ended_at, t.observed_at, t.output_bytes, t.output_digest, t.output_whole, t.result, t.ran_too_long";

namespace {
std::string select_jobs(std::string_view rest) {
    return "select " + std::string(job_columns) + std::string(jobs_joined) + std::string(rest);
}
std::optional<JobRow> job_in(const std::optional<storage::Row>& row) { return row ? std::optional(read_job(*row)) : std::nullopt; }
}  // namespace

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : "\n") + word;
    return text;
}

std::string names_of(const std::vector<std::string>& holders) {
    std::string text;
    for (const auto& one : holders) text += (text.empty() ? "" : ", ") + one;
    return text;
}

std::vector<std::string> parted(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

JobRow read_job(const storage::Row& row) {
    JobRow job{.id = row.id<JobId>(0),
               .client = row.id<ClientId>(1),
               .job_class = static_cast<trust::JobClass>(row.integer(2)),
               .title = row.text(3),
               .state = row.text(4),
               .author_id = id_or_nil<AccountId>(row, 5),
               .author = row.text(6),
               .drafted_at = row.instant(7),
               .reason = row.text(8),
               .ticket = id_or_nil<TicketId>(row, 9),
               .ticket_reference = row.text(10),
               .wish = row.bytes(11),
               .script = id_or_nil<ScriptId>(row, 12),
               .script_name = row.text(13),
               .script_digest = row.text(14),
               .script_version = row.integer(15),
               .payload = row.bytes(16),
               .files = parted(row.text(17)),
               .not_before = row.instant(18),
               .not_after = row.instant(19),
               .usual_window = row.boolean(20),
               .timeout_s = row.integer(21),
               .devices = row.integer(22),
               .radius = row.text(23),
               .persons = row.integer(24),
               .signed_by = parted(row.text(25)),
               .message_id = row.text(26),
               .signed_at = instant_or_unset(row, 27),
               .frame = row.bytes(28),
               .log_number = row.integer(29),
               .approved_by = row.text(30),
               .approved_at = instant_or_unset(row, 31),
               .alone_until = instant_or_unset(row, 32),
               .retry_of = id_or_nil<JobId>(row, 33),
               .halted = row.text(34),
               .is_foreign = row.boolean(35),
               .is_sealed = row.boolean(36),
               .is_test = row.boolean(48),
               .is_emergency = row.boolean(49),
               .open_batch = row.integer(37),
               .counts = {},
               .revision = row.integer(46),
               .client_name = row.text(47)};
    job.counts = {row.integer(38), row.integer(39), row.integer(40), row.integer(41),
                  row.integer(42), row.integer(43), row.integer(44), row.integer(45)};
    return job;
}

Status insert_job(Transaction& transaction, const JobRow& j) {
    const Counts& n = j.counts;
    STEWARD_CHECK(transaction.execute(
        "insert into jobs_jobs (id, client_id, job_class, title, state, author_id, author, drafted_at, reason, ticket_id, "
        "ticket_reference, "
        "wish, script_id, script_name, script_digest, script_version, payload, files, not_before, not_after, usual_window, timeout_s, "
        "devices, radius, persons, signed_by, message_id, signed_at, frame, log_number, approved_by, retry_of, halted, is_foreign, "
        "is_sealed, open_batch, count_waiting, count_running, count_done, count_failed, count_refused, count_expired, count_unknown, "
        "count_cancelled, is_test, is_emergency, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
        "$17, $18, $19, "
        "$20, "
        "$21, "
        "$22, $23, $24, $25, $26, $27, $28, $29, $30, '', $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, 1)",
        j.id, j.client, static_cast<int64_t>(j.job_class), j.title, j.state, null_for_nil(j.author_id), j.author, j.drafted_at, j.reason,
        null_for_nil(j.ticket), j.ticket_reference, j.wish, null_for_nil(j.script), j.script_name, j.script_digest, j.script_version,
        j.payload, joined(j.files), j.not_before, j.not_after, j.usual_window, j.timeout_s, j.devices, j.radius, j.persons,
        joined(j.signed_by), j.message_id, null_for_unset(j.signed_at), j.frame, j.log_number, null_for_nil(j.retry_of), j.halted,
        j.is_foreign, j.is_sealed, j.open_batch, n.waiting, n.running, n.done, n.failed, n.refused, n.expired, n.unknown, n.cancelled,
        j.is_test, j.is_emergency));
    return {};
}

Status save_job(Transaction& transaction, JobRow& j) {
    const Counts& n = j.counts;
    STEWARD_TRY(
        const int64_t changed,
        transaction.execute(
            "update jobs_jobs set state = $3, payload = $4, not_before = $5, not_after = $6, signed_by = $7, message_id = $8, signed_at = "
            "$9, frame = $10, log_number = $11, approved_by = $12, approved_at = $13, alone_until = $14, halted = $15, is_sealed = $16, "
            "open_batch = $17, count_waiting = $18, count_running = $19, count_done = $20, count_failed = $21, count_refused = $22, "
            "count_expired = $23, count_unknown = $24, count_cancelled = $25, revision = revision + 1 where id = $1 and revision = $2",
            j.id, j.revision, j.state, j.payload, j.not_before, j.not_after, joined(j.signed_by), j.message_id, null_for_unset(j.signed_at),
            j.frame, j.log_number, j.approved_by, null_for_unset(j.approved_at), null_for_unset(j.alone_until), j.halted, j.is_sealed,
            j.open_batch, n.waiting, n.running, n.done, n.failed, n.refused, n.expired, n.unknown, n.cancelled));
    if (changed == 0)
        return fail(ErrorKind::StaleEtag, "jobs.changed_meanwhile", "The job changed a moment ago. Load it again and repeat your change.");
    ++j.revision;
    return {};
}

Result<std::optional<JobRow>> find_job(Transaction& transaction, JobId id) {
    STEWARD_TRY(const auto row, transaction.query_one(select_jobs(" and j.id = $1"), id));
    return job_in(row);
}
Result<std::optional<JobRow>> job_of_message(Transaction& transaction, std::string_view message_id) {
    STEWARD_TRY(const auto row, transaction.query_one(select_jobs(" and j.message_id = $1"), message_id));
    return job_in(row);
}

Result<std::vector<JobId>> jobs_to_look_at(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select id from jobs_jobs where (state in ('drafted', 'pending_approval', 'approved', 'queued', 'dispatched', "
                    "'running') and not_after < $1) or (state = 'pending_approval' and alone_until <= $1) order by not_after limit $2",
                    now, limit));
    std::vector<JobId> ids;
    for (const auto& row : rows) ids.push_back(row.id<JobId>(0));
    return ids;
}

TargetRow read_target(const storage::Row& row) {
    return {.job = row.id<JobId>(0),
            .device = row.id<DeviceId>(1),
            .client = row.id<ClientId>(2),
            .device_name = row.text(3),
            .gate_id = row.text(4),
            .state = row.text(5),
            .words = row.text(6),
            .refusal = row.integer(7),
            .exit = row.integer(8),
            .batch = row.integer(9),
            .waits = row.boolean(10),
            .delivered_at = instant_or_unset(row, 11),
            .started_at = instant_or_unset(row, 12),
            .ended_at = instant_or_unset(row, 13),
            .observed_at = instant_or_unset(row, 14),
            .output_bytes = row.integer(15),
            .output_digest = row.text(16),
            .output_whole = row.boolean(17),
            .result = row.bytes(18),
            .ran_too_long = row.boolean(19)};
}

Status insert_target(Transaction& transaction, const TargetRow& t) {
    STEWARD_CHECK(transaction.execute(
        "insert into jobs_targets (job_id, device_id, client_id, device_name, gate_id, state, words, refusal, exit_code, batch, waits, "
        "output_bytes, output_digest, output_whole, result) values ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9, 0, '', $9, $10)",
        t.job, t.device, t.client, t.device_name, t.gate_id, t.state, t.words, t.batch, false, t.result));
    return {};
}

Status save_target(Transaction& transaction, const TargetRow& t) {
    STEWARD_CHECK(transaction.execute(
        "update jobs_targets set state = $3, words = $4, refusal = $5, exit_code = $6, batch = $7, waits = $8, delivered_at = $9, "
        "started_at = $10, ended_at = $11, observed_at = $12, output_bytes = $13, output_digest = $14, output_whole = $15, result = $16, "
        "ran_too_long = $17 where job_id = $1 and device_id = $2",
        t.job, t.device, t.state, t.words, t.refusal, t.exit, t.batch, t.waits, null_for_unset(t.delivered_at),
        null_for_unset(t.started_at), null_for_unset(t.ended_at), null_for_unset(t.observed_at), t.output_bytes, t.output_digest,
        t.output_whole, t.result, t.ran_too_long));
    return {};
}

Result<std::optional<TargetRow>> find_target(Transaction& transaction, JobId job, DeviceId device) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(target_columns) +
                                                          " from jobs_targets t where t.job_id = $1 and t.device_id = $2",
                                                      job, device));
    return row ? std::optional(read_target(*row)) : std::nullopt;
}

Result<std::vector<TargetRow>> targets_of(Transaction& transaction, JobId job) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(target_columns) +
                                      " from jobs_targets t where t.job_id = $1 order by t.batch, t.device_name, t.device_id",
                                  job));
    std::vector<TargetRow> targets;
    for (const auto& row : rows) targets.push_back(read_target(row));
    return targets;
}

Result<Tally> tally(Transaction& transaction, JobId job) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select batch, state, count(*), sum(case when ran_too_long then 1 else 0 end) from jobs_targets where job_id = $1 "
                    "group by batch, state order by batch",
                    job));
    Tally all;
    for (const auto& row : rows) {
        if (all.batches.empty() || all.batches.back().batch != row.integer(0)) all.batches.push_back({.batch = row.integer(0)});
        BatchCount& batch = all.batches.back();
        const int64_t number = row.integer(2);
        count(all.counts, row.text(1), number);
        batch.all += number;
        if (is_over(row.text(1))) batch.over += number;
        if (has_failed(row.text(1))) batch.failed += number;
        if (row.text(1) == "failed") all.too_long += row.integer_or(3, 0);
        all.has_started = all.has_started || row.text(1) == "started";
    }
    return all;
}

Result<bool> can_be_kept_back(Transaction& transaction, JobId job) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from jobs_targets where job_id = $1 and (state in ('requested', 'signed') or (state = "
                                      "'delivered' and waits)) limit 1",
                                      job));
    return row.has_value();
}

namespace {
Result<std::shared_ptr<const Letter>> letter_of(Transaction& transaction, JobId job) {
    STEWARD_TRY(const auto row, transaction.query_one("select frame, files, log_number from jobs_jobs where id = $1", job));
    if (!row) return std::shared_ptr<const Letter>();
    return std::make_shared<const Letter>(Letter{.frame = row->bytes(0), .files = parted(row->text(1)), .log_number = row->integer(2)});
}
}  // namespace

Result<std::vector<Parcel>> parcels(Transaction& transaction, DeviceId device, Instant now, const std::function<bool(DeviceId)>& is_here) {
    // What was sent and not answered is sent again, unless the job was cancelled or halted since: nothing begins after that which had not.
    const std::string which = !device.is_nil()
                                  ? " and t.device_id = $2 and (t.state = 'signed' or (t.state = 'delivered' and not exists (select 1 from "
                                    "jobs_targets c where c.job_id = j.id and c.state = 'cancelled')))"
                                  : " and t.state = 'signed' and cast($2 as text) = cast($2 as text)";
    STEWARD_TRY(
        const auto rows,
        transaction.query("select j.id, t.device_id, t.state, t.words from jobs_targets t join jobs_jobs j on j.id = t.job_id where "
                          "j.state in ('queued', 'dispatched', 'running') and j.not_before <= $1 and j.not_after > $1 and t.batch "
                          "<= j.open_batch" +
                              which + " and (j.is_emergency or j.job_class = $3 or " + no_freeze("j") + ") order by j.signed_at, j.id",
                          now, device.text(), changes_nothing));
    std::vector<Parcel> found;
    for (const auto& row : rows) {
        Parcel one{
            .job = row.id<JobId>(0), .run = {}, .device = row.id<DeviceId>(1), .is_new = row.text(2) == "signed", .words = row.text(3)};
        if (!is_here(one.device)) continue;
        if (!found.empty() && found.back().job == one.job) one.letter = found.back().letter;
        else {
            STEWARD_TRY(one.letter, letter_of(transaction, one.job));
        }
        if (one.letter) found.push_back(std::move(one));
    }
    return found;
}

Result<bool> claim(Transaction& transaction, const Parcel& parcel, Instant now) {
    if (!parcel.run.is_nil()) {
        STEWARD_TRY(const int64_t changed, transaction.execute("update jobs_policy_runs set state = 'delivered' where id = $1 and state = "
                                                               "'signed'",
                                                               parcel.run));
        return changed > 0;
    }
    STEWARD_TRY(const int64_t changed,
                transaction.execute("update jobs_targets set state = 'delivered', delivered_at = $3, words = $4 where job_id = $1 and "
                                    "device_id = $2 and state = 'signed'",
                                    parcel.job, parcel.device, now, "Sent to the machine; it has not answered yet."));
    return changed > 0;
}

Status put_back(Transaction& transaction, const Parcel& parcel) {
    if (!parcel.run.is_nil()) {
        STEWARD_CHECK(
            transaction.execute("update jobs_policy_runs set state = 'signed' where id = $1 and state = 'delivered'", parcel.run));
        return {};
    }
    STEWARD_CHECK(transaction.execute(
        "update jobs_targets set state = 'signed', delivered_at = null, words = $3 where job_id = $1 and device_id = $2 "
        "and state = 'delivered'",
        parcel.job, parcel.device, parcel.words));
    return {};
}

Status add_line(Transaction& transaction, JobId job, Instant at, std::string_view by, const std::string& text) {
    STEWARD_CHECK(
        transaction.execute("insert into jobs_lines (job_id, number, at, by_name, body) values ($1, (select coalesce(max(number), 0) "
                            "+ 1 from jobs_lines where job_id = $1), $2, $3, $4)",
                            job, at, by, text));
    return {};
}

Result<std::vector<LineRow>> lines_of(Transaction& transaction, JobId job) {
    STEWARD_TRY(const auto rows,
                transaction.query("select at, by_name, body from jobs_lines where job_id = $1 order by number limit 1000", job));
    std::vector<LineRow> lines;
    for (const auto& row : rows) lines.push_back({row.instant(0), row.text(1), row.text(2)});
    return lines;
}

Result<bool> has_another(Transaction& transaction, AccountId than, ClientId client, const std::vector<std::string>& roles) {
    std::vector<storage::Value> parameters = {storage::to_value(than), storage::to_value(client)};
    std::string places;
    for (const auto& role : roles) {
        parameters.emplace_back(role);
        places += (places.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    STEWARD_TRY(const auto rows,
                transaction.run("select 1 from access_v_accounts a where a.status = 'active' and a.account_id <> $1 and exists (select 1 "
                                "from access_v_account_roles r where r.account_id = a.account_id and r.role in (" +
                                    places + ")) and (a.all_clients or cast($2 as text) = '" + ClientId{}.text() +
                                    "' or exists (select 1 from access_v_account_clients c where c.account_id = a.account_id and "
                                    "c.client_id = $2)) limit 1",
                                parameters));
    return !rows.empty();
}

std::string words_of(const Freeze& freeze) {
    return "No changes from " + to_rfc3339(freeze.from).substr(0, 16) + " to " + to_rfc3339(freeze.until).substr(0, 16) +
           " UTC: " + freeze.reason;
}

std::string no_freeze(std::string_view row) {
    return "not exists (select 1 from changes_v_freezes f where (f.client_id is null or f.client_id = " + std::string(row) +
           ".client_id) and f.from_at <= $1 and f.until_at > $1)";
}

Result<std::vector<Freeze>> freezes_of(Transaction& transaction, ClientId client, Instant from, Instant until) {
    STEWARD_TRY(const auto rows, transaction.query("select from_at, until_at, reason from changes_v_freezes where (client_id is null or "
                                                   "client_id = $1) and from_at < $3 and until_at > $2 order by from_at limit 20",
                                                   client, from, until));
    std::vector<Freeze> freezes;
    for (const auto& row : rows) freezes.push_back({row.instant(0), row.instant(1), row.text(2)});
    return freezes;
}

Result<uint64_t> append_output(Transaction& transaction, std::string_view work, DeviceId device, uint64_t begins_at, ByteView part) {
    constexpr size_t row_size = 64 * 1024;
    STEWARD_TRY(const auto last,
                transaction.query_one("select begins_at, part from jobs_output where work_id = $1 and device_id = $2 order by "
                                      "begins_at desc limit 1",
                                      work, device));
    const uint64_t last_begins = last ? static_cast<uint64_t>(last->integer(0)) : 0;
    Bytes row = last ? last->bytes(1) : Bytes{};
    const uint64_t kept = last_begins + row.size();
    if (begins_at > kept || begins_at + part.size() <= kept) return kept;
    const ByteView fresh = part.subspan(kept - begins_at);
    if (last && row.size() + fresh.size() <= row_size) {
        row.insert(row.end(), fresh.begin(), fresh.end());
        STEWARD_CHECK(transaction.execute("update jobs_output set part = $4 where work_id = $1 and device_id = $2 and begins_at = $3", work,
                                          device, static_cast<int64_t>(last_begins), row));
        return kept + fresh.size();
    }
    STEWARD_CHECK(transaction.execute("insert into jobs_output (work_id, device_id, begins_at, part) values ($1, $2, $3, $4)", work, device,
                                      static_cast<int64_t>(kept), Bytes(fresh.begin(), fresh.end())));
    return kept + fresh.size();
}

Result<Bytes> output_of(Transaction& transaction, std::string_view work, DeviceId device) {
    STEWARD_TRY(const auto rows, transaction.query("select begins_at, part from jobs_output where work_id = $1 and device_id = $2 order by "
                                                   "begins_at",
                                                   work, device));
    Bytes all;
    for (const auto& row : rows) {
        const auto begins = static_cast<size_t>(row.integer(0));
        const Bytes& part = row.bytes(1);
        if (begins > all.size()) break;
        if (begins + part.size() <= all.size()) continue;
        all.insert(all.end(), part.begin() + static_cast<ptrdiff_t>(all.size() - begins), part.end());
    }
    return all;
}

Status keep_file(Transaction& transaction, std::string_view digest, ByteView content, std::string_view name) {
    STEWARD_CHECK(transaction.execute("insert into jobs_files (digest, content, name) values ($1, $2, $3) on conflict do nothing", digest,
                                      Bytes(content.begin(), content.end()), name));
    return {};
}

Result<std::optional<FileRow>> find_file(Transaction& transaction, std::string_view digest) {
    STEWARD_TRY(const auto row, transaction.query_one("select content, name from jobs_files where digest = $1", digest));
    return row ? std::optional(FileRow{row->bytes(0), row->text(1)}) : std::nullopt;
}

Status keep_named(Transaction& transaction, const trust::Digest& digest, const std::vector<Bytes>& files, std::string_view name) {
    const auto found = std::ranges::find_if(files, [&](const Bytes& file) { return trust::sha256(file) == digest; });
    return found == files.end() ? Status{} : keep_file(transaction, to_hex(digest), *found, name);
}

Result<bool> has_file(Transaction& transaction, std::string_view digest) {
    STEWARD_TRY(const auto row, transaction.query_one("select 1 from jobs_files where digest = $1", digest));
    return row.has_value();
}

}  // namespace steward::jobs
