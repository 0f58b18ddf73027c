// A file that stands at a place with these bytes, this owner and this mode: whole or not at all, never through a link.
#pragma once

#include "agent/gate/actions/action.h"

namespace steward::gate {

struct FilePutAction {
    std::string path;
    trust::Digest content{};
    uint64_t mode = 0;
    std::string owner = "root", group = "root";
};

/// Absolute, each part a name, not where the kernel or the gate keep what is theirs.
bool is_place_for_a_file(std::string_view path);

template <class Form>
void describe(Form& form, FilePutAction& action) {
    form.must(1, action.path);
    form.must(2, action.content);
    form.must(3, action.mode);
    form.must(4, action.owner);
    form.must(5, action.group);
    form.refuse_if(!is_place_for_a_file(action.path) || action.mode > 0777 || action.owner.empty() || action.group.empty());
}

/// Puts the bytes of an open file there and reads them back; the sentence says what stands in the way.
std::expected<void, std::string> put_file(const FilePutAction& action, int content);

}  // namespace steward::gate
