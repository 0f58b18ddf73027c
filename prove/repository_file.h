// What a restore host knows of a repository: a file of root's, /etc/steward/restore/NAME. Nobody else has what stands there.
//
//   engine restic                        or borg; or plain: a folder in which every file or folder is a recovery point
//   repository /srv/backup               or sftp:, rest:, s3:, ssh: ...; as the engine writes it
//   password-file /etc/steward/restore/office.password
//   environment AWS_ACCESS_KEY_ID=...    as many as wanted
//   network yes                          otherwise only what is not on this host's own disks has one
//   scratch /var/lib/steward-prove       where there is room for what is restored
//   host shop-1                          host, path and tag narrow what belongs to it; as many as wanted. Of borg, which has no tags,
//                                        a tag is how its archives' names begin; of plain files the path is their folder's at the source
//   label files                          what follows narrows the plan of this label alone
//   path /srv/files
//
// A line that begins with # is a remark.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "trust/restore_record.h"

namespace steward::prove {

inline const std::string usual_repositories = "/etc/steward/restore", usual_scratch = "/var/lib/steward-prove";

struct RepositoryFile {
    std::string engine, repository, password_file, scratch = usual_scratch;
    std::vector<std::string> environment;  // NAME=VALUE
    std::vector<std::string> hosts, paths, tags;
    bool has_network = false;
};

/// Of the file's text, for a plan of this label; the sentence says what is wrong in which line, and never what stands there.
std::expected<RepositoryFile, std::string> read_repository_text(std::string_view text, std::string_view label);

/// Failure: "restore.repository_file": it is not there, is not root's own, others may read it (or the password's), or it says what is not
/// known.
std::expected<RepositoryFile, trust::RestoreProblem> open_repository_file(const std::string& folder, const std::string& name,
                                                                          std::string_view label);

}  // namespace steward::prove
