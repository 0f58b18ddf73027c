// Whose measurements the spool holds: what one device measured is never given out as another one.
//
// A machine that is enrolled anew may belong to another client then. Its spool still holds what it measured before, and an agent that
// runs on during the enrolment writes there under its old name. So the file `spool_owner` in the state folder names the device, and an
// agent that starts as another one begins with an empty spool.
#pragma once

#include <functional>
#include <string>

#include "agent/spool/disk.h"
#include "base/id.h"

namespace steward::agent {

/// The folder in which this device's spool is. What another device left there is removed first, and that is logged; where it cannot be
/// removed, it is another folder. A spool that names nobody is of an agent that did not know this file: it is this device's (an enrolment
/// names the device before: save_spool_owner in identity.h).
std::string spool_folder_of(Disk& disk, const std::string& state, DeviceId device, const std::function<void(std::string_view)>& log);

}  // namespace steward::agent
