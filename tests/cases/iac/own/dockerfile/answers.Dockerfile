FROM registry.example.org/base:1.2
# hit: docker-install-asks
RUN sudo yum install nginx-1.24.0
# hit: docker-install-asks
RUN ["dnf", "install", "nginx-1.24.0"]
# hit: docker-install-asks
RUN zypper install nginx=1.24.0 && zypper clean
# ok: docker-install-asks
RUN sudo yum -y install nginx-1.24.0
# ok: docker-install-asks
RUN zypper --non-interactive install nginx=1.24.0
# ok: docker-install-asks
RUN dnf install --assumeyes nginx-1.24.0 && dnf clean all
# ok: docker-install-asks
RUN yum-config-manager --add-repo https://example.org/x.repo
