#include "prove/repository_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include "prove/engines/engine.h"

namespace steward::prove {

namespace {
constexpr size_t largest_file = 64 << 10;

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

class TextReading {
public:
    explicit TextReading(std::string_view label) : label_(label) {}

    // What was expected in this line; empty: it is understood.
    std::string line(const std::string& word, const std::string& value) {
        static const std::map<std::string, std::string RepositoryFile::*> texts{{"engine", &RepositoryFile::engine},
                                                                                {"repository", &RepositoryFile::repository},
                                                                                {"password-file", &RepositoryFile::password_file},
                                                                                {"scratch", &RepositoryFile::scratch}};
        static const std::map<std::string, std::vector<std::string> RepositoryFile::*> lists{
            {"host", &RepositoryFile::hosts}, {"path", &RepositoryFile::paths}, {"tag", &RepositoryFile::tags}};
        if (value.empty()) return "a value behind the word";
        if (const auto list = lists.find(word); list != lists.end()) {
            if (is_ours_) (file_.*list->second).push_back(value);
            return "";
        }
        if (word == "label") return begin(value);
        if (has_labels_) return "host, path, tag or another label";
        if (const auto text = texts.find(word); text != texts.end()) return file_.*text->second = value, "";
        if (word == "environment") return environment(value);
        if (word != "network" || (value != "yes" && value != "no")) return "a line that is known; see the guide on backups";
        says_network_ = true;
        file_.has_network = value == "yes";
        return "";
    }

    std::expected<RepositoryFile, std::string> finish() {
        if (!engine_called(file_.engine))
            return std::unexpected("it needs a line `engine restic`, `engine borg`, `engine pgbackrest` or `engine plain`");
        if (file_.engine == "plain" && (!file_.repository.starts_with('/') || file_.repository.ends_with('/')))
            return std::unexpected("the folder of plain files is told by its absolute path, without a slash at its end");
        if (file_.repository.empty()) return std::unexpected("it needs a line `repository`");
        if (!file_.scratch.starts_with('/')) return std::unexpected("the scratch space's place is absolute");
        if (has_labels_ && !label_.empty() && !has_found_) return std::unexpected("it has no part for the label " + std::string(label_));
        if (!says_network_) file_.has_network = !file_.repository.starts_with('/');
        return file_;
    }

private:
    std::string begin(const std::string& label) {
        has_labels_ = true;
        is_ours_ = label == label_;
        has_found_ = has_found_ || is_ours_;
        return "";
    }
    std::string environment(const std::string& value) {
        const size_t at = value.find('=');
        const bool is_name = at != std::string::npos && at > 0 && value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == at;
        if (!is_name) return "a variable as NAME=VALUE";
        return file_.environment.push_back(value), "";
    }

    std::string_view label_;
    RepositoryFile file_;
    bool is_ours_ = true, has_labels_ = false, has_found_ = false, says_network_ = false;
};

std::unexpected<trust::RestoreProblem> unusable(const std::string& path, const std::string& why) {
    return std::unexpected(trust::RestoreProblem{"restore.repository_file", path + " cannot be used: " + why + "."});
}

// Nobody but root may have written it, and nobody else may read it.
std::string fault_of(int file) {
    struct stat seen {};
    if (fstat(file, &seen) != 0 || !S_ISREG(seen.st_mode)) return "it is no file";
    if (seen.st_uid != 0) return "it is not root's own";
    return (seen.st_mode & 077) != 0 ? "others than root may read or write it; chmod 600" : "";
}
}  // namespace

std::expected<RepositoryFile, std::string> read_repository_text(std::string_view text, std::string_view label) {
    TextReading reading(label);
    for (int number = 1; !text.empty(); ++number) {
        const std::string_view line = trimmed(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
        if (line.empty() || line.starts_with('#')) continue;
        const size_t end = std::min(line.find_first_of(" \t"), line.size());
        const std::string expected = reading.line(std::string(line.substr(0, end)), std::string(trimmed(line.substr(end))));
        if (!expected.empty()) return std::unexpected("in line " + std::to_string(number) + " it needs " + expected);
    }
    return reading.finish();
}

std::expected<RepositoryFile, trust::RestoreProblem> open_repository_file(const std::string& folder, const std::string& name,
                                                                          std::string_view label) {
    const std::string path = folder + "/" + name;
    const int file = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return unusable(path, "it is not there, or is no file");
    std::string why = fault_of(file), text(largest_file, '\0');
    const ssize_t got = read(file, text.data(), text.size());
    close(file);
    if (!why.empty()) return unusable(path, why);
    if (got < 0 || static_cast<size_t>(got) == largest_file) return unusable(path, "it is too long, or cannot be read");
    auto read = read_repository_text(std::string_view(text).substr(0, static_cast<size_t>(got)), label);
    if (!read) return unusable(path, read.error());
    if (read->password_file.empty()) return *read;
    const int password = open(read->password_file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    why = password < 0 ? "it is not there" : fault_of(password);
    if (password >= 0) close(password);
    if (!why.empty()) return unusable("The password's file " + read->password_file, why);
    return *read;
}

}  // namespace steward::prove
