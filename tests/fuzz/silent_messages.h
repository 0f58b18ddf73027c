// Protocol Buffers says a line for every text that is no UTF-8, which is most of what a fuzzer makes: in its programs it says nothing.
#pragma once
#include <google/protobuf/stubs/logging.h>

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    google::protobuf::SetLogHandler(nullptr);
    return 0;
}
