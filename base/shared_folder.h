// Rights of what several people on one machine share: everybody who reaches it reads it, and where the folder belongs to a group that may
// write there (as `install -d -m 2775 -g GROUP FOLDER` makes it), that group writes in what is made below it, too.
#pragma once

#include <sys/stat.h>

namespace steward {

constexpr mode_t shared_file_mode = 0644;

/// For a folder that is made in one with these rights.
constexpr mode_t shared_folder_mode(mode_t parent) {
    const mode_t of_group = S_ISGID | S_IWGRP;
    return (parent & of_group) == of_group ? mode_t{02775} : mode_t{0755};
}

}  // namespace steward
