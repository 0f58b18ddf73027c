// A document for people: what is said, without how it looks.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace steward::paper {

struct Fact {
    std::string name, value;
};

struct Table {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;  // as many cells as the head has
    std::vector<int> widths;                     // by comparison; as many as the head has
};

/// What stands under one heading, in this order.
struct Part {
    std::string heading;  // empty: it goes on under the one before
    std::vector<Fact> facts = {};
    Table table = {};
    std::vector<std::string> list = {};
    std::vector<std::string> paragraphs = {};
};

enum class Tone { Good, Doubtful, Bad };

struct Document {
    std::string title;
    Tone tone = Tone::Doubtful;
    std::string verdict;  // what is read first
    std::string words;    // and what is to be said of it
    std::vector<Part> parts;
    std::string foot;  // on every sheet
    Instant made_at;   // said in the file itself: the same document is the same bytes
};

}  // namespace steward::paper
