# An object store with the protocol of S3: OpenStack Swift as Debian ships it, its four servers in one process, objects in memory.
# PORT FOLDER KEY_ID SECRET
import os, sys
import eventlet
eventlet.monkey_patch()
import eventlet.wsgi
from swift.common import utils
from swift.common.ring import RingBuilder
from swift.common.wsgi import loadapp

port, folder, key, secret = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
user, account = key.split(':')[1], key.split(':')[0]


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


write('swift.conf', '[swift-hash]\nswift_hash_path_suffix = story\n')
utils.set_swift_dir(folder)
os.makedirs(os.path.join(folder, 'disks', 'one'), exist_ok=True)
kinds = {'account': 'account', 'container': 'container', 'object': 'mem_object'}
for place, (kind, application) in enumerate(kinds.items()):
    listener = eventlet.listen(('127.0.0.1', 0))
    builder = RingBuilder(2, 1, 1)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': listener.getsockname()[1], 'device': 'one', 'weight': 1})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, f'{kind}.ring.gz'))
    conf = write(f'{kind}.conf', f'''[DEFAULT]
swift_dir = {folder}
devices = {folder}/disks
mount_check = false
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{application}
''')
    eventlet.spawn(eventlet.wsgi.server, listener, loadapp(conf), log_output=False)
conf = write('proxy.conf', f'''[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors cache s3api tempauth proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
[filter:s3api]
use = egg:swift#s3api
location = harbour-1
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret} .admin
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
''')
eventlet.wsgi.server(eventlet.listen(('127.0.0.1', port)), loadapp(conf), log_output=False)
