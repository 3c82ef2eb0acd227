# Plumbline on an NVIDIA GPU: the archive, Java, and a libtorch for CUDA, which is 2 to 3 GB and so no part of the archive.
#
#   docker build -f gpu.Dockerfile --build-arg ARCHIVE=plumbline-0.1.0.tar.gz -t plumbline-gpu DIR-WITH-THE-ARCHIVE
#   docker run --gpus all -v "$PWD:/work" plumbline-gpu run --model org/name --task STS13 --device cuda
#
# Not built in this project's CI, which has neither Docker nor a GPU; docs/gpu.md says which versions of libtorch were run.
FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jre-headless && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir torch==2.7.1 && ln -s "$(python -c 'import torch, os; print(os.path.dirname(torch.__file__))')/lib" /opt/libtorch
ARG ARCHIVE
ADD ${ARCHIVE} /opt/
RUN mv /opt/plumbline-* /opt/plumbline && /opt/plumbline/bin/plumbline --version
ENV PYTORCH_LIBRARY_PATH=/opt/libtorch
WORKDIR /work
ENTRYPOINT ["/opt/plumbline/bin/plumbline"]
