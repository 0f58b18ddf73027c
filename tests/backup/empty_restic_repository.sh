#!/bin/sh
# empty_restic_repository.sh FOLDER: an empty repository of restic (format 2), with the password "horse".
#
# As `restic init` makes it, but for one thing: restic makes each of its commands compute half a second for the password (scrypt), on purpose, and
# measures for three seconds before how much that is. This key says N=2, which restic reads as it reads every other; below it nothing differs.
# How the two files were made: `restic init`, `restic cat masterkey`, and that key closed again as restic's doc/design.rst says ("Keys, Encryption and MAC").
set -eu
mkdir -p "$1"
cd "$1"
mkdir -m 700 data index keys locks snapshots
base64 -d >config <<'TEXT'
plMwjcSTbW5MzC2r4bYWRHF/c7TQKjInDxTry8+crG7GC0UIvOmBMFtimScKhTMAoaSwYNmkSHPtAVQjlblkjFVHqVy2WwQIz5/ntbRH7TxETYc4
imnIcUEJUqwxFHwRqoDbHKyhqX43Frg6sgqFCv9ZdDf3hXQwNv+Bl4zdfOXIm4Q37VhS2byk2IUijKs9TAcf1Z1516v3N24=
TEXT
# Named by its SHA-256.
printf %s '{"created":"2026-12-01T00:00:00Z","username":"root","hostname":"story","kdf":"scrypt","N":2,"r":1,"p":1,'\
'"salt":"u6m9YxIgVQMhiCd8DJ6tWEz2PS6r7BYZrt7903IwtHUieSalh1R3YEGNWMvsv7hmtNYzfEngTk8V/b96fp2j2Q==",'\
'"data":"eDd7UldXtJRCf4kBT5fXmV/krHMMHTcJh+svh0PiRu4e0/3qU0rvQcCJPyGxg9qwE5RL3AiWztrfOBujtWXEnagWq+f+lHugzOQbuRhmmJWeT7zauIAKZCO9KJTfKoihRGFw5IJ75yVE14K0g76rRcf6GP8/uHbXngjlxmSposc0nEQQQgsld2Lzc8FtaBqKMJFBXzeAZP7RXRz0TKSc5w=="}' \
  >keys/a24d94f95f72a00ca2dc7ac61a046b7f580a38593de9829918399f3843d10091
chmod 600 config keys/*
