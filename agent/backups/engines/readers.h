// One reader for each kind of engine; engine.h has the door to them.
#pragma once

#include "agent/backups/engines/engine.h"

namespace steward::agent::backups {

Account read_restic(const Seen& seen);
Account read_borg(const Seen& seen);
Account read_dump(const Engine& engine, const Seen& seen);  // pg_dump and mariadb-dump
Account read_pgbackrest(const Seen& seen);
Account read_barman(const Seen& seen);
Account read_duplicity(const Seen& seen);
Account read_rclone(const Seen& seen);
Account read_tar(const Seen& seen);
Account read_snapshot(const Seen& seen);  // btrfs and lvm

/// Failed, with the reason that the words give, and the last line that `is_error` likes as detail.
Account failed_with(const Seen& seen, bool (*is_error)(std::string_view line));

constexpr size_t most_warnings = 20;
/// At most so many; what is more is left out.
void warn(Account& account, std::string_view warning);

}  // namespace steward::agent::backups
