// One callable method of the API, as the generated code hands it to the dispatcher.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "base/error.h"

namespace steward {

class Call;  // platform/access/call.h: who asks, for which client, in which transaction

struct BoundMethod {
    const google::protobuf::MethodDescriptor* descriptor;
    std::function<Result<std::unique_ptr<google::protobuf::Message>>(Call&, const google::protobuf::Message&)> invoke;
};

// tools/schemagen writes for every service `XService` of schema/steward/<capability>/v1:
//
//   class XService {
//   public:
//       virtual ~XService() = default;
//       virtual Result<GetThingResponse> get_thing(Call& call, const GetThingRequest& request) = 0;
//       ...
//   };
//   std::vector<BoundMethod> bind(XService& service);   // service must outlive the result
//
// into "schema/steward/<capability>/v1/<file>.service.h" of the build folder.

}  // namespace steward
