# Start a hub as `root` in namespaces of its own: its users, their homes, /etc and /srv are copies that go when it ends.
# $1 Python's folder, $2 the test's folder (home/, srv/ and etc/ go there), $3 the course as it is cloned
mkdir -p "$2/home" "$2/srv"
cp -a /etc "$2/etc"
for place in etc home srv; do mount --bind "$2/$place" "/$place"; done

for user in instructor ada ben; do
    useradd --create-home --no-log-init --shell /bin/bash "$user"
    echo "$user:$user-s password" | chpasswd
done
chmod 700 /home/*

echo "PATH=$PATH" > /etc/profile.d/course.sh  # a terminal's shell makes its own otherwise
mkdir -p /srv/nbgrader/exchange /etc/jupyter
chmod ugo+rwx /srv/nbgrader/exchange
cat > /etc/jupyter/nbgrader_config.py <<'PYTHON'
c = get_config()
c.CourseDirectory.course_id = "bnkit"
c.Exchange.root = "/srv/nbgrader/exchange"
PYTHON

mkdir /etc/jupyter/labconfig
cat > /etc/jupyter/labconfig/page_config.json <<'JSON'
{"disabledExtensions": {"@jupyter/nbgrader:formgrader": true, "@jupyter/nbgrader:create-assignment": true}}
JSON

cp -r "$3" /home/instructor/course
mkdir -p /home/instructor/.jupyter/labconfig
sed 's/true/false/g' /etc/jupyter/labconfig/page_config.json > /home/instructor/.jupyter/labconfig/page_config.json
cat > /home/instructor/.jupyter/nbgrader_config.py <<'PYTHON'
c = get_config()
c.CourseDirectory.root = "/home/instructor/course"
PYTHON
chown -R instructor: /home/instructor

cd "$2"
exec jupyterhub --config "$2/jupyterhub_config.py"
