// What rooms below may ask of the approvals: the link that goes into a mail at the moment when it is sent.
#pragma once

#include <string>

#include "base/id.h"
#include "server/platform/storage/database.h"

namespace steward::approvals {

using ApprovalId = Id<struct ApprovalTag>;
using ApproverId = Id<struct ApproverTag>;

class Approvals {
public:
    virtual ~Approvals() = default;

    /// Where people reach the console, without a slash at the end. Until it is set, mails carry no link.
    virtual void set_public_address(std::string address) = 0;

    /// The address at which this approver decides; opening it changes nothing. It holds a secret: never store or log it.
    /// Empty without a public address, and when there is nothing (any more) that they may decide.
    virtual Result<std::string> decision_address(storage::Transaction& transaction, ApproverId approver) = 0;
};

}  // namespace steward::approvals
