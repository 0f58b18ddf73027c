#include "server/platform/mail/tests/corpus.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "server/platform/mail/tests/marks.h"

namespace steward::mail::tests {

namespace {
void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "\\\\") {
            out += '\\';
            ++i;
        } else if (text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x') {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
            i += 3;
        } else if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') {
            out += '\n';
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

void fill_marks(std::string& text) {
    for (int i = 1; i <= 3; ++i) {
        const std::string number = std::to_string(i);
        SeededRng rng(static_cast<uint64_t>(i));
        std::string id = marks().message_id(conversation(i), rng), token = marks().token(conversation(i));
        replace_all(text, "{id:" + number + "}", id);
        replace_all(text, "{token:" + number + "}", token);
        id[5] = id[5] == 'a' ? 'b' : 'a';
        token[5] = token[5] == 'a' ? 'b' : 'a';
        replace_all(text, "{id:" + number + ":bad}", id);
        replace_all(text, "{token:" + number + ":bad}", token);
    }
}

struct Draft {
    Case one;
    std::vector<std::string> each;
};

constexpr std::string_view usual =
    "From: Anna Keller <anna@client.example>\r\nTo: desk@msp.example\r\nSubject: Printer\r\nDate: Fri, 27 Nov 2026 10:00:00 +0100\r\n"
    "Message-ID: <a1@client.example>\r\n";

void directive(Draft& draft, const std::string& line) {
    const auto value = [&](size_t skip) { return line.substr(skip); };
    if (line == "usual") draft.one.bytes += usual;
    else if (line.starts_with("sender: ")) draft.one.envelope.sender = value(8) == "<>" ? "" : value(8);
    else if (line.starts_with("recipient: ")) draft.one.envelope.recipients = {value(11)};
    else if (line.starts_with("each: ")) {
        for (size_t at = 6; at <= line.size();) {
            const size_t end = std::min(line.find(" ; ", at), line.size());
            draft.each.push_back(line.substr(at, end - at));
            at = end + 3;
        }
    } else if (line.starts_with("repeat ")) {
        const int count = std::stoi(line.substr(7));
        const std::string text = unescaped(line.substr(line.find(": ") + 2));
        for (int i = 0; i < count; ++i) {
            std::string once = text;
            replace_all(once, "##", std::to_string(i + 1));
            replace_all(once, "#", std::to_string(i));
            draft.one.bytes += once;
        }
    }
}

void finish(Draft& draft, std::vector<Case>& cases) {
    if (draft.one.name.empty()) return;
    if (draft.each.empty()) draft.each = {""};
    for (const auto& piece : draft.each) {
        Case one = draft.one;
        const std::string bytes = unescaped(piece);
        replace_all(one.bytes, "%%", bytes);
        replace_all(one.envelope.sender, "%%", bytes);
        if (!piece.empty()) one.name += " [" + piece.substr(0, 60) + "]";
        for (auto& expectation : one.expectations) {
            replace_all(expectation.value, "%%", bytes);
            fill_marks(expectation.value);
        }
        fill_marks(one.bytes);
        for (auto& recipient : one.envelope.recipients) fill_marks(recipient);
        cases.push_back(std::move(one));
    }
    draft = {};
}

void read_file(const std::filesystem::path& path, std::vector<Case>& cases) {
    std::ifstream file(path);
    Draft draft;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("# ")) {
            finish(draft, cases);
            draft.one.name = path.stem().string() + ": " + line.substr(2);
            draft.one.envelope = {.sender = "anna@client.example", .recipients = {"desk@msp.example"}};
        } else if (line.starts_with("@ ")) {
            directive(draft, line.substr(2));
        } else if (line.starts_with("= ")) {
            const size_t colon = line.find(':');
            draft.one.expectations.push_back(
                {line.substr(2, colon - 2), colon + 2 <= line.size() ? unescaped(line.substr(colon + 2)) : ""});
        } else if (line.starts_with("|")) {
            std::string text = unescaped(line.size() > 2 ? line.substr(2) : "");
            if (text.ends_with('\\')) text.pop_back();
            else text += "\r\n";
            draft.one.bytes += text;
        }
    }
    finish(draft, cases);
}
}  // namespace

std::vector<Case> read_corpus() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(STEWARD_SOURCE_DIR "/server/platform/mail/tests/data"))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Case> cases;
    for (const auto& file : files) read_file(file, cases);
    return cases;
}

}  // namespace steward::mail::tests
