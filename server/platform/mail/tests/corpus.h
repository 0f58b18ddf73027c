// Mails that we wrote to be awkward, each with what must be read from it. They stand in tests/data, a
// file a subject:
//
//     # a sentence                       begins a case
//     = subject: Grüße                   must be so (see corpus_test.cpp for what can be asked)
//     @ sender: <>                       the envelope's sender; also `@ recipient: a@b`
//     @ usual                            the usual five headers
//     @ each: a ; b ; c                  a case for each, in place of %% (here and in all that follows)
//     @ repeat 1000: text                a thousand times, # becoming the number (## the next), without a line end
//     | a line of the mail               with CRLF; \x41 is a byte, \ at the end takes the line end away
//     | {id:1} {token:2} {id:1:bad}      marks of conversation 1 and 2, and one that is not ours
#pragma once

#include <string>
#include <vector>

#include "server/platform/mail/automatic.h"

namespace steward::mail::tests {

struct Expectation {
    std::string what, value;
};

struct Case {
    std::string name, bytes;
    Envelope envelope;
    std::vector<Expectation> expectations;
};

/// Every case of every file, those of `@ each` one by one.
std::vector<Case> read_corpus();

}  // namespace steward::mail::tests
