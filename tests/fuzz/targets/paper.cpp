// What stands on a certificate: names of files, words of engines and of people, of any letters and length. As a page nothing of it becomes
// markup, and as a PDF it is always drawn.
#include <algorithm>
#include <vector>

#include "server/platform/paper/page.h"
#include "server/platform/paper/pdf.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
// Texts that end at a nought, in the order in which a document has its places.
class Texts {
public:
    Texts(std::string_view bytes, bool is_plain) : rest_(bytes), is_plain_(is_plain) {}
    std::string next() {
        const size_t end = std::min(rest_.find('\0'), rest_.size());
        std::string text(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        // The same place filled with something harmless: an empty one stays empty.
        if (is_plain_ && !text.empty()) text = "x";
        return text;
    }
    bool has_more() const { return !rest_.empty(); }

private:
    std::string_view rest_;
    bool is_plain_;
};

paper::Document document_of(std::string_view bytes, bool is_plain) {
    Texts texts(bytes, is_plain);
    paper::Document document{.title = texts.next(),
                             .verdict = texts.next(),
                             .words = texts.next(),
                             .parts = {},
                             .foot = texts.next(),
                             .made_at = Instant{1'800'000'000'000}};
    while (texts.has_more() && document.parts.size() < 4) {
        paper::Part part{.heading = texts.next()};
        part.facts.push_back({.name = texts.next(), .value = texts.next()});
        part.table.head = {texts.next(), texts.next()};
        part.table.widths = {1, 2};
        part.table.rows.push_back({texts.next(), texts.next()});
        part.list.push_back(texts.next());
        part.paragraphs.push_back(texts.next());
        document.parts.push_back(std::move(part));
    }
    return document;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto document = document_of(bytes, false);
    const std::string page = paper::page_of(document), plain = paper::page_of(document_of(bytes, true));
    for (const char mark : {'<', '>', '"'}) fuzz::must(std::ranges::count(page, mark) == std::ranges::count(plain, mark));
    const auto pdf = paper::pdf_of(document);
    fuzz::must(pdf && as_text(*pdf).starts_with("%PDF-") && as_text(*pdf).ends_with("%%EOF\n"));
    return 0;
}
