FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# As long as no project file changes, the packages come from this layer.
COPY .editorconfig Directory.Build.props Directory.Packages.props ./
COPY src/Secrets.Domain/*.csproj src/Secrets.Domain/
COPY src/Secrets.Application/*.csproj src/Secrets.Application/
COPY src/Secrets.Infrastructure/*.csproj src/Secrets.Infrastructure/
COPY src/Secrets.Api/*.csproj src/Secrets.Api/
RUN dotnet restore src/Secrets.Api --use-current-runtime -p:PublishReadyToRun=true

COPY src src
RUN dotnet publish src/Secrets.Api --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -p:RunAnalyzers=false --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0

# A new volume gets the owner of the folder that it covers: this user, or any user with group 0, as OpenShift runs images. Data paths are
# relative: data/ is /data.
RUN install -d -o "$APP_UID" -g 0 -m 2770 /data && ln -s /app/Secrets.Api /usr/local/bin/secrets
COPY --from=build /app /app
WORKDIR /
VOLUME /data

# Without sockets and pipes for debuggers nothing is written outside /data, and the root file system may be read-only.
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["secrets", "health"]
ENTRYPOINT ["secrets"]
